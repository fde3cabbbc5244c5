import java.nio.file.Path;
import java.time.Duration;

/**
 * How a step went.
 *
 * @param began since the check began
 */
record StepReport(
    String name, Status status, Duration began, Duration time, Step.Outcome outcome, Path log) {
  enum Status {
    PASSED("ok"),
    FAILED("FAILED"),
    NOT_RUN("not run");

    private final String word;

    Status(String word) {
      this.word = word;
    }

    String word() {
      return word;
    }
  }

  long count(TestResult.Status status) {
    return outcome.tests().stream().filter(test -> test.is(status)).count();
  }
}
