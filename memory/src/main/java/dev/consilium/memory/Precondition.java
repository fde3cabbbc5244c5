package dev.consilium.memory;

import org.jooq.DSLContext;

/** What has to hold for a write to be done; looked at within its transaction, before the work. */
@FunctionalInterface
public interface Precondition {
  Precondition NONE = _ -> {};

  /** Throws where it does not hold: nothing is written. What it locks stays so until the end. */
  void check(DSLContext dsl);
}
