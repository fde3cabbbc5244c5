package dev.consilium.bench;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** {@code Bench ROOT SUITE… [--short]}; see {@code bench/README.md}. */
public final class Bench {
  private Bench() {}

  @SuppressWarnings("SystemOut")
  public static void main(String[] args) throws Exception {
    Options options = Options.parse(Arrays.asList(args));
    List<String> suites = new ArrayList<>(options.words());
    boolean good = true;
    switch (suites.isEmpty() ? "" : suites.removeFirst()) {
      case "calls" -> good = new CallSuite(options, System.out).run();
      case "starts" -> new StartSuite(options, System.out).run();
      case "memory" -> new MemorySuite(options, System.out).run();
      case "growth" -> new GrowthSuite(options, System.out).run(suites);
      default -> throw new IllegalArgumentException("calls, starts, memory or growth");
    }
    System.exit(good ? 0 : 1);
  }
}
