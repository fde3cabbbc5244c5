import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

/**
 * Runs steps, each as soon as what it waits for has ended and its lanes are free; of several that
 * could start, the first of the list. What does not depend on a step that failed goes on.
 */
final class StepRunner {
  private static final int PROGRESS_SECONDS = 30;

  private final Path logs;
  private final long start = System.nanoTime();

  // All of these under this object's lock.
  private final Map<Step, StepReport> ended = new HashMap<>();
  private final Map<Step, Running> running = new LinkedHashMap<>();
  private final Map<Lane, Integer> used = new HashMap<>();

  private record Running(StepLog log, Duration began) {}

  StepRunner(Path logs) {
    this.logs = logs;
  }

  /** Blocks until every step has ended; the reports are in the order of the steps. */
  List<StepReport> run(List<Step> steps) throws InterruptedException {
    try (ScheduledExecutorService ticks = Executors.newSingleThreadScheduledExecutor()) {
      var _ =
          ticks.scheduleAtFixedRate(
              this::sayProgress, PROGRESS_SECONDS, PROGRESS_SECONDS, TimeUnit.SECONDS);
      Set<Step> waiting = new LinkedHashSet<>(steps);
      synchronized (this) {
        while (ended.size() < steps.size()) {
          startSome(waiting);
          if (ended.size() < steps.size()) {
            wait();
          }
        }
      }
      ticks.shutdownNow();
      return steps.stream().map(ended::get).toList();
    }
  }

  Duration sinceStart() {
    return Duration.ofNanos(System.nanoTime() - start);
  }

  private void startSome(Set<Step> waiting) {
    for (Iterator<Step> each = waiting.iterator(); each.hasNext(); ) {
      Step step = each.next();
      if (!ended.keySet().containsAll(step.needs()) || !ended.keySet().containsAll(step.after())) {
        continue;
      }
      StepLog log = new StepLog(logs.resolve(fileName(step.name())));
      Duration now = sinceStart();
      if (step.needs().stream().anyMatch(needed -> !isGood(needed))) {
        say("- %s: not run", step.name());
        ended.put(
            step,
            new StepReport(
                step.name(),
                StepReport.Status.NOT_RUN,
                now,
                Duration.ZERO,
                Step.Outcome.DONE,
                log.file()));
        each.remove();
      } else if (step.lanes().stream().allMatch(lane -> uses(lane) < lane.capacity())) {
        say("> %s", step.name());
        step.lanes().forEach(lane -> used.put(lane, uses(lane) + 1));
        running.put(step, new Running(log, now));
        Thread.startVirtualThread(() -> end(step, run(step, log, now)));
        each.remove();
      }
    }
  }

  private boolean isGood(Step step) {
    return ended.get(step).status() == StepReport.Status.PASSED;
  }

  private int uses(Lane lane) {
    return used.getOrDefault(lane, 0);
  }

  private synchronized void end(Step step, StepReport report) {
    running.remove(step);
    ended.put(step, report);
    step.lanes().forEach(lane -> used.put(lane, uses(lane) - 1));
    sayEnd(report);
    notifyAll();
  }

  private StepReport run(Step step, StepLog log, Duration began) {
    Step.Outcome outcome;
    try {
      Files.deleteIfExists(log.file());
      outcome = step.work().run(log);
    } catch (Exception e) {
      outcome = Step.Outcome.failed(e.toString());
    }
    return new StepReport(
        step.name(),
        outcome.isGood() ? StepReport.Status.PASSED : StepReport.Status.FAILED,
        began,
        sinceStart().minus(began),
        outcome,
        log.file());
  }

  private void sayEnd(StepReport report) {
    int tests = report.outcome().tests().size();
    String counted = tests == 0 ? "" : ", %d tests".formatted(tests);
    String time = Summary.clock(report.time());
    if (report.status() == StepReport.Status.PASSED) {
      say("✔ %s: %s%s", report.name(), time, counted);
      return;
    }
    say("✖ %s FAILED: %s%s; the log: %s", report.name(), time, counted, report.log());
    report.outcome().tests().stream()
        .filter(test -> test.is(TestResult.Status.FAILED))
        .forEach(test -> say("    ✖ %s", test.name()));
  }

  private synchronized void sayProgress() {
    List<String> words = new ArrayList<>();
    running.forEach((step, state) -> {
      String progress = state.log().progress();
      words.add(
          "%s %s%s"
              .formatted(
                  step.name(),
                  Summary.clock(sinceStart().minus(state.began())),
                  progress.isEmpty() ? "" : " (" + progress + ")"));
    });
    say("  … %s", String.join(" · ", words));
  }

  private void say(String format, Object... values) {
    System.out.println(Summary.clock(sinceStart()) + " " + format.formatted(values));
  }

  private static String fileName(String step) {
    return step.toLowerCase(Locale.ROOT).replaceAll("[^a-z0-9.]+", "-") + ".log";
  }
}
