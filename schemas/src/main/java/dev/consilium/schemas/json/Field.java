package dev.consilium.schemas.json;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * What the JSON Schema says of a record component beyond its type. A component is required unless
 * its type is {@code @Nullable}.
 */
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.RECORD_COMPONENT)
public @interface Field {
  /** Says when and how to use the field; left out where the name says it all. */
  String value() default "";

  /** Least number, least length of a string, or least count of items. */
  long min() default Long.MIN_VALUE;

  /** Greatest number, greatest length of a string in characters, or greatest count of items. */
  long max() default Long.MAX_VALUE;
}
