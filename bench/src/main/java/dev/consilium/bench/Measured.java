package dev.consilium.bench;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/**
 * Calls in a closed loop: each lane asks when it has its answer.
 *
 * @param cpuMicros of the server, for one call
 */
record Measured(double perSecond, double p50Millis, double p99Millis, double cpuMicros) {
  private static final int MOST = 1 << 20;
  private static final int STEADY = 3;
  private static final double FASTER = 1.05;

  /**
   * Calls before what is measured.
   *
   * @param most windows, even where calls still become faster
   */
  record WarmUp(Duration window, int most) {
    static final WarmUp WHOLE = new WarmUp(Duration.ofSeconds(1), 40);
    static final WarmUp SHORT = new WarmUp(Duration.ofMillis(500), 10);
  }

  /** Until it becomes no faster: what a JVM compiles by then depends on the machine. */
  static void warmUp(Target target, int count, Work work, WarmUp warmUp) throws IOException {
    double best = 0;
    int steady = 0;
    for (int window = 0; steady < STEADY && window < warmUp.most(); window++) {
      double rate = of(target, count, work, warmUp.window()).perSecond();
      steady = rate < FASTER * best ? steady + 1 : 0;
      best = Math.max(best, rate);
    }
  }

  static Measured of(Target target, int count, Work work, Duration time) throws IOException {
    List<Lane> lanes = target.lanes(count);
    try {
      return run(target.host(), lanes, work, time);
    } finally {
      for (Lane lane : lanes) {
        lane.close();
      }
    }
  }

  private static Measured run(Host host, List<Lane> lanes, Work work, Duration time)
      throws IOException {
    for (int lane = 0; lane < lanes.size(); lane++) {
      for (Request request : work.before(lane)) {
        var _ = lanes.get(lane).ask(request);
      }
    }
    long began = System.nanoTime();
    long end = began + time.toNanos();
    Duration cpu = host.cpu();
    List<Future<long[]>> running = new ArrayList<>();
    List<long[]> times = new ArrayList<>();
    try (ExecutorService executor = Executors.newVirtualThreadPerTaskExecutor()) {
      for (int i = 0; i < lanes.size(); i++) {
        int lane = i;
        running.add(executor.submit(() -> loop(lanes.get(lane), work, lane, end)));
      }
      for (Future<long[]> each : running) {
        times.add(each.get());
      }
    } catch (ExecutionException | InterruptedException e) {
      throw new IOException(e);
    }
    double seconds = (System.nanoTime() - began) / 1e9;
    long cpuNanos = host.cpu().minus(cpu).toNanos();
    long[] all = times.stream().flatMapToLong(Arrays::stream).sorted().toArray();
    return new Measured(
        all.length / seconds,
        all[all.length / 2] / 1e6,
        all[(int) (all.length * 0.99)] / 1e6,
        cpuNanos / 1e3 / all.length);
  }

  private static long[] loop(Lane lane, Work work, int number, long end) throws IOException {
    long[] times = new long[1024];
    int count = 0;
    for (long now = System.nanoTime(); now < end && count < MOST; count++) {
      if (count == times.length) {
        times = Arrays.copyOf(times, 2 * count);
      }
      var _ = lane.ask(work.request(number, count));
      long after = System.nanoTime();
      times[count] = after - now;
      now = after;
    }
    return Arrays.copyOf(times, count);
  }
}
