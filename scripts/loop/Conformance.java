import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The conformance suite of one version of the protocol; each of its scenarios is a test. */
final class Conformance implements Step.Work {
  /** A row of the table that {@code clients/conformance.mjs} prints. */
  private static final Pattern ROW =
      Pattern.compile("│ \\d+ +│ '([^']+)' +│ .*│ (true|false|'nothing to check') +│");

  private final Path root;
  private final String version;
  private final Map<String, String> environment;

  Conformance(Path root, String version, Map<String, String> environment) {
    this.root = root;
    this.version = version;
    this.environment = environment;
  }

  @Override
  public Step.Outcome run(StepLog log) throws IOException, InterruptedException {
    List<TestResult> tests = new ArrayList<>();
    Step.Outcome outcome =
        new StepCommand(root, "scripts/conformance", version)
            .with(environment)
            .within(Duration.ofMinutes(10))
            .run(
                log,
                line -> {
                  Matcher row = ROW.matcher(line);
                  if (row.find() && !row.group(2).startsWith("'")) {
                    tests.add(test(row.group(1), row.group(2).equals("true")));
                  }
                });
    return new Step.Outcome(tests, outcome.failure());
  }

  private TestResult test(String scenario, boolean isGood) {
    return new TestResult(
        "conformance " + version + " " + scenario,
        Duration.ZERO,
        isGood ? TestResult.Status.PASSED : TestResult.Status.FAILED,
        isGood ? "" : "what was checked is at the end of the log");
  }
}
