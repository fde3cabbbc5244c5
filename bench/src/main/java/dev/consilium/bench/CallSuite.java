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

/**
 * Calls in a closed loop, beside the floor. Every round visits both with every call, so that what
 * disturbs the machine for a while disturbs all of them; ratios are those within a round.
 */
final class CallSuite {
  private static final int ROUNDS = 3;

  /** A machine that is busy for a minute is no regression, nor is a compiler that was late. */
  private static final int TRIES = 3;

  private static final int STDIO_LANES = 16;
  private static final int WARM_LANES = 64;

  private final Options options;
  private final PrintStream out;
  private final Duration measured;
  private final Measured.WarmUp warmUp;

  CallSuite(Options options, PrintStream out) {
    this.options = options;
    this.out = out;
    this.measured = Duration.ofMillis(options.isShort() ? 1_000 : 2_500);
    this.warmUp = options.isShort() ? Measured.WarmUp.SHORT : Measured.WarmUp.WHOLE;
  }

  /** The floor and the host at one point, in the same rounds. */
  record Pair(Point point, List<Measured> floor, List<Measured> host) {
    Pair(Point point) {
      this(point, new ArrayList<>(), new ArrayList<>());
    }

    void forget() {
      floor.clear();
      host.clear();
    }
  }

  /** False where a limit was passed. */
  boolean run() throws IOException, SQLException {
    CallTable table = new CallTable(options, out);
    Path folder = Files.createTempDirectory("consilium-bench");
    try (BenchDatabase database = new BenchDatabase(folder.resolve("postgres"))) {
      for (Transport transport : Transport.values()) {
        for (Era era : Era.values()) {
          List<Work> works = works(transport, era);
          if (!works.isEmpty()) {
            measure(database, folder, transport, era, works, table).forEach(table::row);
          }
        }
      }
    }
    return table.isWithinLimits();
  }

  private List<Work> works(Transport transport, Era era) {
    if (options.isShort()) {
      return switch (transport) {
        case HTTP ->
            era == Era.LEGACY
                ? List.of(Work.PING, Work.ECHO, Work.TASK_REPORT)
                : List.of(Work.ECHO);
        case STDIO -> era == Era.LEGACY ? List.of(Work.ECHO, Work.TASK_REPORT) : List.of();
      };
    }
    List<Work> works = new ArrayList<>(List.of(Work.values()));
    if (era == Era.MODERN) {
      // It has none.
      works.remove(Work.PING);
    }
    return works;
  }

  private List<Integer> lanes(Transport transport) {
    if (transport == Transport.STDIO) {
      return List.of(STDIO_LANES);
    }
    return options.isShort() ? List.of(WARM_LANES) : List.of(1, 16, 64, 256);
  }

  private List<Pair> measure(
      BenchDatabase database,
      Path home,
      Transport transport,
      Era era,
      List<Work> works,
      CallTable table)
      throws IOException {
    Map<String, String> environment = database.environment();
    try (Target product = transport.product(options, home, environment, era);
        Target engine = transport.engine(options, environment, era);
        Target floor = transport.floor(options, environment, era)) {
      Targets targets = new Targets(floor, engine, product, warmUp);
      List<Pair> pairs = new ArrayList<>();
      for (Work work : works) {
        targets.warmUp(work);
        for (int lanes : lanes(transport)) {
          pairs.add(new Pair(new Point(transport, era, work, lanes)));
        }
      }
      for (int round = 1; round <= ROUNDS; round++) {
        for (Pair pair : pairs) {
          targets.measure(pair, measured);
        }
        System.err.printf("%s, %s: round %d of %d%n", transport, era, round, ROUNDS);
      }
      for (Pair pair : pairs) {
        for (int tries = 1; tries < TRIES && table.isBeyond(pair); tries++) {
          System.err.printf("%s: beyond its limit, once more%n", pair.point().title());
          targets.warmUp(pair.point().work());
          pair.forget();
          for (int round = 1; round <= ROUNDS; round++) {
            targets.measure(pair, measured);
          }
        }
      }
      return pairs;
    }
  }

  private record Targets(Target floor, Target engine, Target product, Measured.WarmUp warmUp) {
    void warmUp(Work work) throws IOException {
      Measured.warmUp(floor, WARM_LANES, work.floor(), warmUp);
      Measured.warmUp(host(work), WARM_LANES, work, warmUp);
    }

    void measure(Pair pair, Duration time) throws IOException {
      Work work = pair.point().work();
      int lanes = pair.point().lanes();
      pair.floor().add(Measured.of(floor, lanes, work.floor(), time));
      pair.host().add(Measured.of(host(work), lanes, work, time));
    }

    private Target host(Work work) {
      return work.isOfEngine() ? engine : product;
    }
  }
}
