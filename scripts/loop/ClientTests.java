import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/** One file of {@code clients/}, run by the test runner of Node.js. */
final class ClientTests implements Step.Work {
  private static final Duration LIMIT = Duration.ofMinutes(15);
  private static final String SUFFIX = ".test.mjs";

  private final Path folder;
  private final String name;
  private final Map<String, String> environment;

  /**
   * @param name of the file, without its suffix
   */
  ClientTests(Path folder, String name, Map<String, String> environment) {
    this.folder = folder;
    this.name = name;
    this.environment = environment;
  }

  /** The names of all files with tests, without their suffix. */
  static List<String> names(Path folder) throws IOException {
    try (var files = Files.list(folder)) {
      return files
          .map(file -> file.getFileName().toString())
          .filter(file -> file.endsWith(SUFFIX))
          .map(file -> file.substring(0, file.length() - SUFFIX.length()))
          .sorted()
          .toList();
    }
  }

  @Override
  public Step.Outcome run(StepLog log) throws IOException, InterruptedException {
    Path reports = Files.createDirectories(log.file().resolveSibling("node-" + name));
    Path report = reports.resolve("report.xml");
    Files.deleteIfExists(report);
    Step.Outcome outcome =
        new StepCommand(
                folder,
                "node_modules/.bin/node",
                "--test",
                "--test-timeout=600000",
                "--test-reporter=spec",
                "--test-reporter-destination=stdout",
                "--test-reporter=junit",
                "--test-reporter-destination=" + report,
                name + SUFFIX)
            .with(environment)
            .within(LIMIT)
            .run(log, new Count(log)::hear);
    return new Step.Outcome(TestReports.in(reports, name), outcome.failure());
  }

  /** Counts what the reporter says of each test as it ends. */
  private static final class Count {
    private final StepLog log;
    private int ended;

    Count(StepLog log) {
      this.log = log;
    }

    void hear(String line) {
      String said = line.strip();
      if (said.startsWith("✔ ") || said.startsWith("✖ ")) {
        ended++;
        log.progress(ended + " tests");
      }
    }
  }
}
