package dev.consilium.memory;

import java.nio.file.Path;
import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.NullMarked;

/** How long each of the hot calls takes with the database of a home. */
@NullMarked
public final class CallTimes {
  private CallTimes() {}

  /** {@code CallTimes HOME}: the home was filled by {@link dev.consilium.memory.bench.Crowd}. */
  public static void main(String[] args) {
    try (Connections connections =
        new Connections(
            new DatabaseConfig(
                Path.of(args[0]), Optional.empty(), 2, SearchConfig.WORDS_ONLY, _ -> {}))) {
      HotCalls.of(new Transactions(connections), new Changes(connections))
          .forEach(CallTimes::measure);
    }
  }

  private static void measure(HotCalls.Call call) {
    try {
      System.out.printf(Locale.ROOT, "%8.2f ms  %s%n", millis(call), call);
    } catch (Refused | IllegalStateException | IndexOutOfBoundsException e) {
      System.out.printf("       — ms  %s: too few to measure (%s)%n", call, e.getMessage());
    }
  }

  /** The median. */
  private static double millis(HotCalls.Call call) {
    call.prepare().run();
    double[] millis = new double[HotCalls.TIMES];
    for (int i = 0; i < millis.length; i++) {
      long begin = System.nanoTime();
      call.work().run(i);
      millis[i] = (System.nanoTime() - begin) / 1e6;
    }
    Arrays.sort(millis);
    return millis[millis.length / 2];
  }
}
