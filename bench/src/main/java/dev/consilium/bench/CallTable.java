package dev.consilium.bench;

import java.io.IOException;
import java.io.InputStream;
import java.io.PrintStream;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.List;
import java.util.Properties;

/** Medians of the rounds, and in a short run what is beyond its limit. */
final class CallTable {
  private final boolean judged;
  private final PrintStream out;
  private final Table table;
  private final Properties limits = new Properties();
  private final List<String> beyond = new ArrayList<>();

  CallTable(Options options, PrintStream out) throws IOException {
    this.judged = options.isShort();
    this.out = out;
    try (InputStream in = Files.newInputStream(options.root().resolve("bench/limits.properties"))) {
      limits.load(in);
    }
    this.table =
        new Table(
            out,
            "call",
            "at once",
            "calls a second",
            "× the floor",
            "p50 / p99, ms",
            "of the floor",
            "server CPU a call, µs",
            "× the floor");
  }

  void row(CallSuite.Pair pair) {
    Point point = pair.point();
    Series cpu = Series.of(pair.host(), Measured::cpuMicros);
    Series rate = Series.of(pair.host(), Measured::perSecond);
    Series ratio = ratio(pair);
    table.row(
        point.title(),
        Integer.toString(point.lanes()),
        rate.text("%,.0f"),
        rate.over(Series.of(pair.floor(), Measured::perSecond)).text("%.2f"),
        latency(pair.host()),
        latency(pair.floor()),
        cpu.text("%.0f"),
        ratio.text("%.2f"));
    if (isBeyond(pair)) {
      beyond.add(
          "%s costs %.2f times what the floor does; the limit is %s."
              .formatted(point.title(), ratio.median(), limit(point)));
    }
  }

  /** Whether it costs more than a short run lets pass. */
  boolean isBeyond(CallSuite.Pair pair) {
    return judged && ratio(pair).median() > limit(pair.point());
  }

  private double limit(Point point) {
    String limit = limits.getProperty(point.key());
    if (limit == null) {
      throw new IllegalStateException("limits.properties has no " + point.key());
    }
    return Double.parseDouble(limit);
  }

  private static Series ratio(CallSuite.Pair pair) {
    return Series.of(pair.host(), Measured::cpuMicros)
        .over(Series.of(pair.floor(), Measured::cpuMicros));
  }

  private static String latency(List<Measured> rounds) {
    return Series.of(rounds, Measured::p50Millis).median("%.2f")
        + " / "
        + Series.of(rounds, Measured::p99Millis).median("%.1f");
  }

  boolean isWithinLimits() {
    beyond.forEach(out::println);
    return beyond.isEmpty();
  }
}
