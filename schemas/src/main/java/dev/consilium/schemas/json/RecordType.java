package dev.consilium.schemas.json;

import java.lang.reflect.AnnotatedType;
import java.lang.reflect.Constructor;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * A record as a JSON object: its schema (JSON Schema 2020-12), and the way from JSON to an
 * instance. Made once for each type. Component names become snake_case.
 */
public final class RecordType<T extends Record> {
  private final Class<T> type;
  private final Shape.Fields shape;

  private RecordType(Class<T> type, Shape.Fields shape) {
    this.type = type;
    this.shape = shape;
  }

  /** The type of a record, which may be package-private. */
  public static <T extends Record> RecordType<T> of(Class<T> type) {
    return new RecordType<>(type, fields(type));
  }

  /** A fresh copy of the schema. */
  public ObjectNode schema() {
    return shape.schema();
  }

  public List<String> fieldNames() {
    return shape.members().stream().map(Shape.Member::name).toList();
  }

  /**
   * Reads an instance.
   *
   * @throws BindException when anything is missing, unknown, mistyped or out of bounds
   */
  public T bind(ObjectNode json) {
    return type.cast(Binding.bind(shape, json));
  }

  private static Shape.Fields fields(Class<? extends Record> type) {
    RecordComponent[] components = type.getRecordComponents();
    List<Shape.Member> members = new ArrayList<>();
    for (RecordComponent component : components) {
      Field field = component.getAnnotation(Field.class);
      AnnotatedType annotated = component.getAnnotatedType();
      members.add(
          new Shape.Member(
              Names.snakeCase(component.getName()),
              field == null ? "" : field.value(),
              !annotated.isAnnotationPresent(Nullable.class),
              shape(
                  component.getGenericType(),
                  field == null ? Long.MIN_VALUE : field.min(),
                  field == null ? Long.MAX_VALUE : field.max())));
    }
    try {
      // A method handle would be faster to call, and half a millisecond for each tool to make.
      Constructor<? extends Record> constructor =
          type.getDeclaredConstructor(
              Arrays.stream(components).map(RecordComponent::getType).toArray(Class<?>[]::new));
      constructor.setAccessible(true);
      return new Shape.Fields(List.copyOf(members), values -> create(constructor, values));
    } catch (NoSuchMethodException e) {
      throw new IllegalArgumentException(type + " has no canonical constructor", e);
    }
  }

  private static Record create(Constructor<? extends Record> constructor, Object[] values) {
    try {
      return constructor.newInstance(values);
    } catch (InvocationTargetException e) {
      if (e.getCause() instanceof RuntimeException refusal) {
        throw refusal;
      }
      throw new IllegalStateException(e);
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException(e);
    }
  }

  private static Shape shape(Type type, long min, long max) {
    if (type instanceof ParameterizedType list && list.getRawType() == List.class) {
      // Bounds of a list count its items; the items themselves are bounded by the size of a
      // message.
      return new Shape.Items(
          shape(list.getActualTypeArguments()[0], Long.MIN_VALUE, Long.MAX_VALUE), min, max);
    }
    if (!(type instanceof Class<?> plain)) {
      throw new IllegalArgumentException("no JSON shape for " + type);
    }
    if (plain == String.class) {
      return new Shape.Text(min, max);
    }
    if (plain == int.class || plain == Integer.class) {
      return new Shape.Whole(min, max, true);
    }
    if (plain == long.class || plain == Long.class) {
      return new Shape.Whole(min, max, false);
    }
    if (plain == double.class || plain == Double.class) {
      return new Shape.Real(min, max);
    }
    if (plain == boolean.class || plain == Boolean.class) {
      return new Shape.Bool();
    }
    if (plain == Instant.class) {
      return new Shape.Time();
    }
    if (plain == ObjectNode.class) {
      return new Shape.Free();
    }
    if (plain == JsonNode.class) {
      return new Shape.Any();
    }
    if (plain.isEnum()) {
      Map<String, Enum<?>> constants = new LinkedHashMap<>();
      for (Object constant : plain.getEnumConstants()) {
        constants.put(Names.of((Enum<?>) constant), (Enum<?>) constant);
      }
      return new Shape.Choice(constants);
    }
    if (plain.isRecord()) {
      return fields(plain.asSubclass(Record.class));
    }
    throw new IllegalArgumentException("no JSON shape for " + type);
  }
}
