import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;

/** What is said when all steps have ended. */
final class Summary {
  private static final int SLOWEST = 20;
  private static final int END_OF_LOG = 25;

  /** Needs what not every network reaches, and is no part of the product. */
  private static final String MAY_BE_SKIPPED = "SpecificationExamplesTest ";

  private final List<StepReport> reports;
  private final boolean allRequired;

  /**
   * @param allRequired whether a test that is skipped is as bad as one that fails
   */
  Summary(List<StepReport> reports, boolean allRequired) {
    this.reports = List.copyOf(reports);
    this.allRequired = allRequired;
  }

  void print(Duration whole) {
    failures();
    System.out.println();
    System.out.println("Steps");
    for (StepReport report : reports) {
      System.out.printf(
          Locale.ROOT,
          "  %7s  %7s  %-7s  %s%s%n",
          clock(report.began()),
          clock(report.time()),
          report.status().word(),
          report.name(),
          tests(report));
    }
    System.out.println();
    System.out.println("The slowest tests");
    tests().stream()
        .sorted(Comparator.comparing(TestResult::time).reversed())
        .limit(SLOWEST)
        .forEach(test ->
            System.out.printf(
                Locale.ROOT, "  %6.1f s  %s%n", test.time().toMillis() / 1e3, test.name()));
    sayWhatWasSkipped();
    System.out.println();
    System.out.println("All in " + clock(whole));
    System.out.printf(
        "%d passed, %d failed, %d skipped%n",
        count(TestResult.Status.PASSED), failed(), count(TestResult.Status.SKIPPED));
  }

  /** Whether every step succeeded and something was tested. */
  boolean isGood() {
    boolean isWhole =
        !allRequired || skipped().stream().allMatch(test -> test.name().startsWith(MAY_BE_SKIPPED));
    return failed() == 0 && isWhole && count(TestResult.Status.PASSED) > 0;
  }

  private List<TestResult> tests() {
    return reports.stream().flatMap(report -> report.outcome().tests().stream()).toList();
  }

  private long count(TestResult.Status status) {
    return reports.stream().mapToLong(report -> report.count(status)).sum();
  }

  /** A step that failed or was not run counts as one test where none of its tests failed. */
  private long failed() {
    return reports.stream()
        .filter(report -> report.status() != StepReport.Status.PASSED)
        .mapToLong(report -> Math.max(1, report.count(TestResult.Status.FAILED)))
        .sum();
  }

  private void failures() {
    for (StepReport report : reports) {
      if (report.status() != StepReport.Status.FAILED) {
        continue;
      }
      System.out.printf("%n%s FAILED; its log: %s%n", report.name(), report.log());
      boolean named = false;
      for (TestResult test : report.outcome().tests()) {
        if (test.is(TestResult.Status.FAILED)) {
          named = true;
          System.out.println("  ✖ " + test.name());
          test.message().lines().forEach(line -> System.out.println("      " + line));
        }
      }
      if (!report.outcome().failure().isEmpty()) {
        System.out.println("  " + report.outcome().failure());
        if (!named) {
          StepLog.lastLines(report.log(), END_OF_LOG)
              .forEach(line -> System.out.println("    | " + line));
        }
      }
    }
  }

  private List<TestResult> skipped() {
    return tests().stream().filter(test -> test.is(TestResult.Status.SKIPPED)).toList();
  }

  private void sayWhatWasSkipped() {
    if (skipped().isEmpty()) {
      return;
    }
    System.out.println();
    System.out.println(
        allRequired
            ? "Skipped; none may be but %sfor want of a copy".formatted(MAY_BE_SKIPPED)
            : "Skipped");
    for (TestResult test : skipped()) {
      System.out.printf(
          "  %s: %s%n", test.name(), test.message().lines().findFirst().orElse("no reason given"));
    }
  }

  private static String tests(StepReport report) {
    int all = report.outcome().tests().size();
    long failed = report.count(TestResult.Status.FAILED);
    return all == 0
        ? ""
        : ", %d tests%s".formatted(all, failed == 0 ? "" : ", " + failed + " failed");
  }

  /** Minutes and seconds. */
  static String clock(Duration time) {
    return "%d:%02d".formatted(time.toMinutes(), time.toSecondsPart());
  }
}
