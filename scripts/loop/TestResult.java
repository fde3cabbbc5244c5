import java.time.Duration;

/**
 * How one test ended.
 *
 * @param message why it failed or was skipped; empty for one that passed
 */
record TestResult(String name, Duration time, Status status, String message) {
  enum Status {
    PASSED,
    FAILED,
    SKIPPED
  }

  boolean is(Status wanted) {
    return status == wanted;
  }
}
