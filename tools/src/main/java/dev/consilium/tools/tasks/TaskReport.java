package dev.consilium.tools.tasks;

import dev.consilium.memory.Database;
import dev.consilium.memory.Write;
import dev.consilium.memory.tasks.Action;
import dev.consilium.memory.tasks.Report;
import dev.consilium.memory.tasks.Reported;
import dev.consilium.memory.tasks.Steering;
import dev.consilium.schemas.json.Field;
import dev.consilium.schemas.json.Names;
import dev.consilium.tools.Tool;
import dev.consilium.tools.ToolAnswer;
import dev.consilium.tools.ToolContext;
import dev.consilium.tools.ToolSet;
import dev.consilium.tools.ToolSpec;
import dev.consilium.tools.ToolSpec.Hints;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ObjectNode;

/** What an agent has to say of the task it works on. */
final class TaskReport implements Tool<TaskReport.Args, TaskReport.Result> {
  record Args(
      @Field(max = Limits.NAME) String project,
      @Field(max = Limits.NAME) String taskId,
      @Field("release gives it back") Action action,
      @Field("From task_next or start") @Nullable Long claim,
      @Field(min = 1, max = Limits.NAME) @Nullable String agent,
      @Field(min = 0, max = 100) @Nullable Integer progress,
      @Field(max = Limits.TEXT) @Nullable String message,
      @Field(max = Limits.TEXT) @Nullable String result,
      @Field(max = Limits.TITLE) @Nullable String errorType,
      @Field(max = Limits.TEXT) @Nullable String errorMessage,
      @Field(max = Limits.TEXT) @Nullable String stackTrace,
      @Field(min = 0) @Nullable Double durationSeconds,
      @Field(max = Limits.PAGE) @Nullable List<Long> acknowledge,
      @Nullable ObjectNode metadata,
      @Field(max = Limits.NAME) @Nullable String idempotencyKey) {}

  record Result(
      String status,
      int progress,
      @Nullable Long claim,
      @Nullable Instant leaseExpiresAt,
      @Nullable Boolean repeated,
      @Nullable List<String> nowReady,
      @Nullable List<SteeringText.View> steering,
      @Nullable List<Long> notAcknowledged) {}

  private final Database database;

  TaskReport(Database database) {
    this.database = database;
  }

  @Override
  public ToolSpec<Args, Result> spec() {
    return new ToolSpec<>(
        "task_report",
        "Report on a task",
        "Say how your task goes: start, progress, finish or fail. Any report renews the lease;"
            + " progress alone is a heartbeat.",
        ToolSet.TASKS,
        Hints.WRITE,
        Args.class,
        null);
  }

  @Override
  public ToolAnswer<Result> call(Args args, ToolContext context) {
    String agent = Objects.requireNonNullElse(args.agent(), context.clientName());
    Reported reported =
        database
            .tasks()
            .report(
                new Write(context.principal(), args.idempotencyKey()),
                new Report(
                    args.project(),
                    args.taskId(),
                    agent,
                    args.action(),
                    args.claim(),
                    null,
                    args.progress(),
                    args.message(),
                    args.result(),
                    args.durationSeconds(),
                    args.errorType(),
                    args.errorMessage(),
                    args.stackTrace(),
                    args.metadata() == null ? null : args.metadata().toString(),
                    Duration.ofSeconds(Limits.DEFAULT_LEASE_SECONDS)));
    List<Long> unknown = acknowledge(args, agent);
    List<Steering> open = SteeringText.open(database, reported.task());
    StringBuilder text = new StringBuilder(args.taskId());
    text.append(": ").append(TaskText.state(reported.task()));
    if (reported.repeated()) {
      text.append(" (reported before, nothing changed)");
    }
    if (args.action() == Action.START && reported.claim() != null) {
      text.append(". Report with claim=").append(reported.claim());
      text.append(" before ").append(reported.leaseExpiresAt());
    }
    if (!reported.nowReady().isEmpty()) {
      text.append(". Now ready: ").append(String.join(", ", reported.nowReady()));
    }
    if (!unknown.isEmpty()) {
      text.append(". Nothing of this task to acknowledge: ").append(unknown);
    }
    text.append(SteeringText.text(open));
    return new ToolAnswer<>(
        text.toString(),
        new Result(
            Names.of(reported.task().status()),
            reported.task().progress(),
            reported.claim(),
            reported.leaseExpiresAt(),
            reported.repeated() ? true : null,
            reported.nowReady().isEmpty() ? null : reported.nowReady(),
            SteeringText.views(open),
            unknown.isEmpty() ? null : unknown));
  }

  /** After the report: who lost the task must not answer for who has it now. */
  private List<Long> acknowledge(Args args, String agent) {
    return args.acknowledge() == null || args.acknowledge().isEmpty()
        ? List.of()
        : database.steering().acknowledge(args.project(), args.taskId(), args.acknowledge(), agent);
  }
}
