package dev.consilium.tools.tasks;

import dev.consilium.memory.Change;
import dev.consilium.memory.Changes;
import dev.consilium.memory.Database;
import dev.consilium.memory.Write;
import dev.consilium.memory.tasks.Claim;
import dev.consilium.memory.tasks.ClaimRequest;
import dev.consilium.memory.tasks.Report;
import dev.consilium.memory.tasks.Steering;
import dev.consilium.memory.tasks.TaskType;
import dev.consilium.schemas.json.Field;
import dev.consilium.tools.Tool;
import dev.consilium.tools.ToolAnswer;
import dev.consilium.tools.ToolContext;
import dev.consilium.tools.ToolFailure;
import dev.consilium.tools.ToolSet;
import dev.consilium.tools.ToolSpec;
import dev.consilium.tools.ToolSpec.Hints;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ObjectNode;

/** Gives an agent the best task that is ready, and nobody else the same. */
final class TaskNext implements Tool<TaskNext.Args, TaskNext.Result> {
  record Args(
      @Field(max = Limits.NAME) @Nullable String project,
      @Field(value = "Your name", min = 1, max = Limits.NAME) @Nullable String agent,
      @Field(
              value = "Seconds until it is given to others unless you report; default 300",
              min = 1,
              max = Limits.MAX_LEASE_SECONDS)
          @Nullable Integer leaseS,
      @Nullable TaskType type,
      @Field(max = Limits.NAME) @Nullable String label,
      @Field(value = "This one only", max = Limits.NAME) @Nullable String taskId,
      @Field(
              value = "Seconds to wait when nothing is ready",
              min = 0,
              max = Limits.MAX_WAIT_SECONDS)
          @Nullable Integer waitS,
      @Field(max = Limits.NAME) @Nullable String idempotencyKey) {}

  record Result(
      @Nullable ObjectNode task,
      @Nullable Long claim,
      @Nullable Instant leaseExpiresAt,
      @Nullable List<SteeringText.View> steering) {}

  /** A lease that runs out makes a task ready without anybody telling. */
  private static final long LOOK_AGAIN_SECONDS = 5;

  private final Database database;

  TaskNext(Database database) {
    this.database = database;
  }

  @Override
  public ToolSpec<Args, Result> spec() {
    return new ToolSpec<>(
        "task_next",
        "Take the next task",
        "Claim the best ready task before you work on it. Pass the claim you get to task_report.",
        ToolSet.TASKS,
        Hints.WRITE,
        Args.class,
        null);
  }

  @Override
  public ToolAnswer<Result> call(Args args, ToolContext context) throws InterruptedException {
    if (args.taskId() != null && args.project() == null) {
      throw new ToolFailure("project is required together with task_id.");
    }
    Write write = new Write(context.principal(), args.idempotencyKey());
    ClaimRequest request =
        new ClaimRequest(
            args.project(),
            Objects.requireNonNullElse(args.agent(), context.clientName()),
            Duration.ofSeconds(
                Objects.requireNonNullElse(args.leaseS(), Limits.DEFAULT_LEASE_SECONDS)),
            args.type(),
            args.label(),
            args.taskId());
    Optional<Claim> claim = database.tasks().claimNext(write, request);
    if (claim.isEmpty() && args.waitS() != null && args.waitS() > 0) {
      claim = await(write, request, args.waitS(), context);
    }
    return claim.map(this::claimed).orElseGet(() -> nothing(args.project()));
  }

  private Optional<Claim> await(Write write, ClaimRequest request, int seconds, ToolContext context)
      throws InterruptedException {
    Semaphore wake = new Semaphore(0);
    context.cancellation().onCancel(wake::release);
    long start = System.nanoTime();
    long deadline = start + TimeUnit.SECONDS.toNanos(seconds);
    try (var _ =
        database
            .changes()
            .subscribe(Changes.Topic.TASKS, change -> wakeOn(change, request.project(), wake))) {
      while (true) {
        // Looked at after subscribing, so that no change falls between.
        Optional<Claim> claim = database.tasks().claimNext(write, request);
        if (claim.isPresent() && context.cancellation().isCancelled()) {
          giveBack(write, request, claim.get());
        }
        context.cancellation().check();
        long left = deadline - System.nanoTime();
        if (claim.isPresent() || left <= 0) {
          return claim;
        }
        var _ =
            wake.tryAcquire(
                Math.min(left, TimeUnit.SECONDS.toNanos(LOOK_AGAIN_SECONDS)), TimeUnit.NANOSECONDS);
        wake.drainPermits();
        context.cancellation().check();
        context.progress(
            TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - start) / 1000.0,
            (double) seconds,
            "Waiting for a task that is ready");
      }
    }
  }

  /** Who hung up while the claim was made will not work on it; who repeats with a key, may. */
  private void giveBack(Write write, ClaimRequest request, Claim claim) {
    if (write.idempotencyKey() == null) {
      var _ =
          database
              .tasks()
              .report(write, Report.release(claim.task(), request.agent(), claim.claim()));
    }
  }

  private static void wakeOn(Change change, @Nullable String project, Semaphore wake) {
    boolean concerned =
        switch (change) {
          case Change.TaskChanged changed ->
              changed.mayBeReady() && (project == null || project.equals(changed.project()));
          case Change.ProjectCreated _,
              Change.MemoryChanged _,
              Change.ResourceChanged _,
              Change.CallChanged _,
              Change.OfSession _,
              Change.OfFeed _ ->
              false;
          case Change.Resync _ -> true;
        };
    if (concerned) {
      wake.release();
    }
  }

  private ToolAnswer<Result> claimed(Claim claim) {
    List<Steering> open = SteeringText.open(database, claim.task().outline());
    return new ToolAnswer<>(
        TaskText.full(claim.task())
            + "\nIt is yours: report with claim="
            + claim.claim()
            + " before "
            + claim.leaseExpiresAt()
            + "; every report renews the lease."
            + SteeringText.text(open),
        new Result(
            TaskView.json(claim.task()),
            claim.claim(),
            claim.leaseExpiresAt(),
            SteeringText.views(open)));
  }

  private ToolAnswer<Result> nothing(@Nullable String project) {
    var stats = database.projects().stats(project);
    String text =
        "Nothing is ready: %d blocked, %d in work, %d done, %d failed. "
            .formatted(stats.blocked(), stats.active(), stats.completed(), stats.failed());
    return new ToolAnswer<>(
        text
            + (stats.blocked() + stats.active() > 0
                ? "Call again with wait_s to wait for one."
                : "Create tasks with task_create."),
        new Result(null, null, null, null));
  }
}
