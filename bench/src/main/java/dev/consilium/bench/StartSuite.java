package dev.consilium.bench;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/** From the start of a process to its answer to {@code initialize}, on all processors. */
final class StartSuite {
  private static final int STARTS = 10;

  private final Programs programs;
  private final PrintStream out;

  StartSuite(Options options, PrintStream out) {
    this.programs = options.programs();
    this.out = out;
  }

  @FunctionalInterface
  private interface Start {
    double millis() throws IOException;
  }

  void run() throws IOException {
    Path home = Files.createTempDirectory("consilium-bench");
    Table table =
        new Table(out, "start to the answer of `initialize`", "first, ms", "later, ms", "worst");
    row(table, "the floor over HTTP", () -> http(programs.httpFloor()));
    row(table, "`serve`", () -> http(programs.serve(home)));
    row(table, "the floor over stdio", () -> stdio(programs.stdioFloor(), Map.of()));
    List<String> stdio = programs.stdio(home);
    row(table, "`stdio`, a process of its own", () -> stdio(stdio, Programs.ALONE));
    int[] start = {0};
    // A setting that is another each time: nobody else's process can be shared.
    row(
        table,
        "`stdio`, the first client",
        () -> stdio(stdio, Map.of("CONSILIUM_BENCH", Integer.toString(start[0]++))));
    row(table, "`stdio`, beside another client or soon after it", () -> stdio(stdio, Map.of()));
  }

  private static void row(Table table, String name, Start start) throws IOException {
    double first = start.millis();
    double[] later = new double[STARTS];
    for (int i = 0; i < STARTS; i++) {
      later[i] = start.millis();
    }
    Series series = new Series(later);
    table.row(name, "%.0f".formatted(first), series.text("%.0f"), "%.0f".formatted(series.worst()));
  }

  private static double http(List<String> command) throws IOException {
    try (Host host = Host.overHttp(command, Map.of(), false)) {
      int port = host.port();
      try (HttpLane _ = HttpLane.open(Era.LEGACY, port)) {
        return host.millisSinceStart();
      }
    }
  }

  private static double stdio(List<String> command, Map<String, String> environment)
      throws IOException {
    try (Host host = Host.overStdio(command, environment, false)) {
      StdioLanes _ = StdioLanes.open(Era.LEGACY, host.process());
      double millis = host.millisSinceStart();
      host.process().getOutputStream().close();
      return millis;
    }
  }
}
