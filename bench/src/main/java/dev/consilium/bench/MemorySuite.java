package dev.consilium.bench;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/** Resident memory, and what sessions and streams take of the heap. */
final class MemorySuite {
  private static final Duration SETTLED = Duration.ofSeconds(1);
  private static final Duration LOAD = Duration.ofSeconds(10);
  private static final int LANES = 64;
  private static final int SESSIONS = 5_000;
  private static final int BROADCASTS = 3;

  private final Options options;
  private final PrintStream out;

  MemorySuite(Options options, PrintStream out) {
    this.options = options;
    this.out = out;
  }

  void run() throws Exception {
    Table table = new Table(out, "memory", "");
    resident(table);
    sessions(table);
    for (int count : List.of(1_000, 5_000)) {
      streams(table, count);
    }
  }

  private void resident(Table table) throws IOException, SQLException, InterruptedException {
    Path folder = Files.createTempDirectory("consilium-bench");
    try (BenchDatabase database = new BenchDatabase(folder.resolve("postgres"));
        Target product =
            Transport.HTTP.product(options, folder, database.environment(), Era.LEGACY)) {
      Host host = product.host();
      product.source().open().close();
      // What is resident is read once the start is over, which nothing announces.
      Thread.sleep(SETTLED);
      table.row("`serve`, a second after its start: resident", megabytes(host.residentMb()));
      for (Work work : List.of(Work.TOOLS_LIST, Work.TASK_REPORT, Work.MEMORY_SEARCH)) {
        var _ = Measured.of(product, LANES, work, LOAD);
      }
      table.row(
          "after %d s each of `tools/list`, `task_report` and `memory_search` on %d connections: resident"
              .formatted(LOAD.toSeconds(), LANES),
          megabytes(host.residentMb()));
      table.row("the same: live heap", megabytes(host.liveHeap() / 1024.0 / 1024));
    }
  }

  private static String megabytes(double value) {
    return "%.0f MB".formatted(value);
  }

  private Host engine() throws IOException {
    return Host.overHttp(
        options.programs().engine(), Map.of("BENCH_CONNECTIONS", "20000"), options.pinned());
  }

  private void sessions(Table table) throws IOException {
    try (Host host = engine()) {
      int port = host.port();
      open(port, SESSIONS / 5);
      long before = host.liveHeap();
      open(port, SESSIONS);
      table.row(
          "an idle session of 2025-11-25, of %,d: live heap".formatted(SESSIONS),
          "%.0f bytes".formatted((host.liveHeap() - before) / (double) SESSIONS));
    }
  }

  private static void open(int port, int count) throws IOException {
    for (int i = 0; i < count; i++) {
      HttpLane.open(Era.LEGACY, port).close();
    }
  }

  private void streams(Table table, int count) throws Exception {
    try (Host host = engine();
        ExecutorService executor = Executors.newVirtualThreadPerTaskExecutor()) {
      int port = host.port();
      open(port, SESSIONS / 5);
      List<HttpLane> streams = new ArrayList<>();
      HttpLane caller = HttpLane.open(Era.LEGACY, port);
      long before = host.liveHeap();
      double resident = host.residentMb();
      for (int i = 0; i < count; i++) {
        try (HttpLane session = HttpLane.open(Era.LEGACY, port)) {
          streams.add(session.listen());
        }
      }
      table.row(
          "an open stream, each of a session of its own, of %,d: live heap".formatted(count),
          "%.1f KB (resident %.1f KB)"
              .formatted(
                  (host.liveHeap() - before) / 1024.0 / count,
                  (host.residentMb() - resident) * 1024 / count));
      double[] times = new double[BROADCASTS];
      for (int i = 0; i < BROADCASTS; i++) {
        times[i] = broadcast(caller, streams, executor);
      }
      table.row(
          "a broadcast to all %,d of them: until the last has it".formatted(count),
          new Series(times).text("%.0f ms"));
      for (HttpLane stream : streams) {
        stream.close();
      }
      caller.close();
    }
  }

  private static double broadcast(HttpLane caller, List<HttpLane> streams, ExecutorService executor)
      throws IOException, ExecutionException, InterruptedException {
    List<Future<?>> waiting = new ArrayList<>();
    for (HttpLane stream : streams) {
      waiting.add(
          executor.submit(() -> {
            stream.await("list_changed");
            return null;
          }));
    }
    long began = System.nanoTime();
    var _ = caller.ask(Request.tool("announce", "{}", "announced"));
    for (Future<?> each : waiting) {
      each.get();
    }
    return (System.nanoTime() - began) / 1e6;
  }
}
