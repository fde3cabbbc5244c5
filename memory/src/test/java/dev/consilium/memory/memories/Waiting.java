package dev.consilium.memory.memories;

import dev.consilium.memory.Database;
import dev.consilium.memory.vectors.Vectors.State;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.TimeUnit;

/** Waits for what happens in the background. */
public final class Waiting {
  private static final Duration LONGEST = Duration.ofSeconds(60);

  private Waiting() {}

  /** Until everything that was written is embedded and in the index. */
  public static void forTheIndex(Database database) throws InterruptedException {
    Instant end = Instant.now().plus(LONGEST);
    State state = database.vectors().state();
    while (state.waiting() > 0 || state.indexed() < state.stored()) {
      if (Instant.now().isAfter(end)) {
        throw new AssertionError("The index is not up to date: " + state);
      }
      TimeUnit.MILLISECONDS.sleep(20);
      state = database.vectors().state();
    }
  }
}
