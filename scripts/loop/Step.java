import java.util.List;

/**
 * A part of the check.
 *
 * @param needs what has to have succeeded before it starts
 * @param after what has to have ended before it starts, well or not
 * @param lanes what it uses while it runs; steps that name several name them in the same order
 */
record Step(String name, List<Step> needs, List<Step> after, List<Lane> lanes, Work work) {
  Step {
    needs = List.copyOf(needs);
    after = List.copyOf(after);
    lanes = List.copyOf(lanes);
  }

  /** What a step does. Runs on a thread of its own and may block; called once. */
  @FunctionalInterface
  interface Work {
    Outcome run(StepLog log) throws Exception;
  }

  /**
   * @param tests what was tested, in the order of the reports
   * @param failure why the step failed beside its tests; empty where it did not
   */
  record Outcome(List<TestResult> tests, String failure) {
    static final Outcome DONE = new Outcome(List.of(), "");

    static Outcome failed(String why) {
      return new Outcome(List.of(), why);
    }

    boolean isGood() {
      return failure.isEmpty()
          && tests.stream().noneMatch(test -> test.is(TestResult.Status.FAILED));
    }
  }
}
