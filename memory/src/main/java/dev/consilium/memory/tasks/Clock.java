package dev.consilium.memory.tasks;

import java.time.OffsetDateTime;
import org.jooq.Field;
import org.jooq.impl.DSL;

/** The database's clock: the one that all nodes share. It goes on within a transaction. */
final class Clock {
  private Clock() {}

  static Field<OffsetDateTime> now() {
    return DSL.function("clock_timestamp", OffsetDateTime.class);
  }

  /** So many seconds from now; null if they are. */
  static Field<OffsetDateTime> in(Field<Integer> seconds) {
    return DSL.field("{0} + make_interval(secs => {1})", OffsetDateTime.class, now(), seconds);
  }
}
