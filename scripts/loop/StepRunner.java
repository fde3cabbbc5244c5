import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

/**
 * Runs steps, each as soon as what it waits for has ended and its lanes are free. What does not
 * depend on a step that failed goes on.
 */
final class StepRunner {
  private static final int PROGRESS_SECONDS = 30;

  private final Path logs;
  private final long start = System.nanoTime();
  private final Map<Step, CompletableFuture<StepReport>> ends = new LinkedHashMap<>();
  private final Map<Step, Running> running = new LinkedHashMap<>();

  private record Running(StepLog log, Duration began) {}

  StepRunner(Path logs) {
    this.logs = logs;
  }

  /** Blocks until every step has ended; the reports are in the order of the steps. */
  List<StepReport> run(List<Step> steps) throws InterruptedException {
    steps.forEach(step -> ends.put(step, new CompletableFuture<>()));
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
        ScheduledExecutorService ticks = Executors.newSingleThreadScheduledExecutor()) {
      var _ =
          ticks.scheduleAtFixedRate(
              this::sayProgress, PROGRESS_SECONDS, PROGRESS_SECONDS, TimeUnit.SECONDS);
      steps.forEach(step -> threads.submit(() -> ends.get(step).complete(end(step))));
      List<StepReport> reports = new ArrayList<>();
      for (CompletableFuture<StepReport> end : ends.values()) {
        reports.add(end.get());
      }
      ticks.shutdownNow();
      return reports;
    } catch (ExecutionException e) {
      throw new IllegalStateException(e);
    }
  }

  Duration sinceStart() {
    return Duration.ofNanos(System.nanoTime() - start);
  }

  private StepReport end(Step step) {
    StepLog log = new StepLog(logs.resolve(fileName(step.name())));
    for (Step needed : step.needs()) {
      StepReport report = ends.get(needed).join();
      if (report.status() != StepReport.Status.PASSED) {
        say("- %s: not run, as it needs: %s", step.name(), needed.name());
        return new StepReport(
            step.name(),
            StepReport.Status.NOT_RUN,
            sinceStart(),
            Duration.ZERO,
            Step.Outcome.DONE,
            log.file());
      }
    }
    step.after().forEach(other -> ends.get(other).join());
    try {
      for (Lane lane : step.lanes()) {
        lane.enter();
      }
      try {
        return run(step, log);
      } finally {
        step.lanes().reversed().forEach(Lane::leave);
      }
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  private StepReport run(Step step, StepLog log) throws InterruptedException {
    Duration began = sinceStart();
    say("> %s", step.name());
    synchronized (running) {
      running.put(step, new Running(log, began));
    }
    Step.Outcome outcome;
    try {
      Files.deleteIfExists(log.file());
      outcome = step.work().run(log);
    } catch (InterruptedException e) {
      throw e;
    } catch (Exception e) {
      outcome = Step.Outcome.failed(e.toString());
    }
    synchronized (running) {
      running.remove(step);
    }
    StepReport report =
        new StepReport(
            step.name(),
            outcome.isGood() ? StepReport.Status.PASSED : StepReport.Status.FAILED,
            began,
            sinceStart().minus(began),
            outcome,
            log.file());
    sayEnd(report);
    return report;
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

  private void sayProgress() {
    List<String> words = new ArrayList<>();
    synchronized (running) {
      running.forEach((step, state) ->
          words.add(
              "%s %s%s"
                  .formatted(
                      step.name(),
                      Summary.clock(sinceStart().minus(state.began())),
                      state.log().progress().isEmpty()
                          ? ""
                          : " (" + state.log().progress() + ")")));
    }
    say("  … %s", String.join(" · ", words));
  }

  private void say(String format, Object... values) {
    String line = Summary.clock(sinceStart()) + " " + format.formatted(values);
    synchronized (this) {
      System.out.println(line);
    }
  }

  private static String fileName(String step) {
    return step.toLowerCase(Locale.ROOT).replaceAll("[^a-z0-9.]+", "-") + ".log";
  }
}
