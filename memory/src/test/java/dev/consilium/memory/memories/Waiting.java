package dev.consilium.memory.memories;

import dev.consilium.memory.Database;
import dev.consilium.memory.vectors.Vectors.State;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;

/** Waits for what happens in the background. */
public final class Waiting {
  private static final Duration LONGEST = Duration.ofSeconds(60);

  private Waiting() {}

  /** Until everything that was written is embedded and in the index. */
  public static void forTheIndex(Database database) throws InterruptedException {
    until(() -> {
      State state = database.vectors().state();
      return state.trouble().isEmpty() && state.waiting() == 0 && state.indexed() == state.stored();
    });
  }

  public static void until(BooleanSupplier condition) throws InterruptedException {
    Instant end = Instant.now().plus(LONGEST);
    while (!condition.getAsBoolean()) {
      if (Instant.now().isAfter(end)) {
        throw new AssertionError("It did not come to pass.");
      }
      TimeUnit.MILLISECONDS.sleep(20);
    }
  }
}
