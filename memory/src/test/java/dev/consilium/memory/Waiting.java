package dev.consilium.memory;

import dev.consilium.memory.vectors.Vectors.State;
import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;

/** Waits for what happens in the background, and leaves the processor to it. */
public final class Waiting {
  /** Only what never comes to pass takes as long. */
  private static final Duration LONGEST = Duration.ofMinutes(2);

  private static final long FIRST_PAUSE_MICROS = 250;
  private static final long LONGEST_PAUSE_MICROS = 20_000;

  private Waiting() {}

  /** Until everything that was written is embedded and in the index. */
  public static void forTheIndex(Database database) throws Exception {
    until(() -> {
      State state = database.vectors().state();
      return state.trouble().isEmpty() && state.waiting() == 0 && state.indexed() == state.stored();
    });
  }

  public static void until(Callable<Boolean> condition) throws Exception {
    long begin = System.nanoTime();
    for (long pause = FIRST_PAUSE_MICROS; !condition.call(); pause = pause * 3 / 2) {
      if (System.nanoTime() - begin > LONGEST.toNanos()) {
        throw new AssertionError("It did not come to pass.");
      }
      TimeUnit.MICROSECONDS.sleep(Math.min(pause, LONGEST_PAUSE_MICROS));
    }
  }
}
