package dev.consilium.server.api;

import dev.consilium.memory.tasks.Notice;
import dev.consilium.memory.tasks.TaskStatus;
import dev.consilium.memory.tasks.TaskStore;
import dev.consilium.schemas.json.Field;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** What agents that do not speak MCP report of their tasks. */
final class Webhooks {
  private static final String TAG = "webhooks";
  private static final String KEYED =
      "The same report again changes nothing; with an Idempotency-Key a repeat gets the first answer.";
  static final String ID = "The agent's own id of the task in the project";
  static final String TITLE = "Title; may be empty for a task that has one";
  static final String AGENT = "Who reports; the name of the key where it is left out";

  record WebhookStart(
      @Field(min = 1, max = Limits.NAME) String project,
      @Field(value = TITLE, max = Limits.TITLE) @Nullable String task,
      @Field(value = ID, min = 1, max = Limits.NAME) String taskId,
      @Field(value = AGENT, max = Limits.NAME) @Nullable String agent,
      @Field(max = Limits.TEXT) @Nullable String message,
      @Nullable ObjectNode metadata) {}

  record WebhookStatus(
      @Field(min = 1, max = Limits.NAME) String project,
      @Field(value = TITLE, max = Limits.TITLE) @Nullable String task,
      @Field(value = ID, min = 1, max = Limits.NAME) String taskId,
      @Field(value = AGENT, max = Limits.NAME) @Nullable String agent,
      @Field(
              value =
                  "running, or a word of the agent's own, which is shown with the message;"
                      + " completed, failed and cancelled end the task",
              max = Limits.WORD)
          @Nullable String status,
      @Field(value = "Percent; fractions are dropped", min = 0, max = 100)
          @Nullable Double progress,
      @Field(max = Limits.TEXT) @Nullable String message,
      @Nullable ObjectNode metadata) {}

  record WebhookFinish(
      @Field(min = 1, max = Limits.NAME) String project,
      @Field(value = TITLE, max = Limits.TITLE) @Nullable String task,
      @Field(value = ID, min = 1, max = Limits.NAME) String taskId,
      @Field(value = AGENT, max = Limits.NAME) @Nullable String agent,
      @Field("A text; any other JSON is kept as its text") @Nullable JsonNode result,
      @Field(value = "Measured here where it is left out", min = 0)
          @Nullable Double durationSeconds,
      @Field(max = Limits.TEXT) @Nullable String message,
      @Nullable ObjectNode metadata) {}

  record WebhookError(
      @Field(min = 1, max = Limits.NAME) String project,
      @Field(value = TITLE, max = Limits.TITLE) @Nullable String task,
      @Field(value = ID, min = 1, max = Limits.NAME) String taskId,
      @Field(value = AGENT, max = Limits.NAME) @Nullable String agent,
      @Field(max = Limits.TITLE) @Nullable String errorType,
      @Field(max = Limits.TEXT) @Nullable String errorMessage,
      @Field(max = Limits.TEXT) @Nullable String stackTrace,
      @Field(value = "Measured here where it is left out", min = 0)
          @Nullable Double durationSeconds,
      @Field(max = Limits.TEXT) @Nullable String message,
      @Nullable ObjectNode metadata) {}

  private static final Set<String> GOES_ON =
      Set.of("", "running", "started", "in_progress", "active");
  private static final Set<String> FINISHED = Set.of("finished", "success", "succeeded");
  private static final Set<String> FAILED = Set.of("error");

  private final TaskStore tasks;

  Webhooks(TaskStore tasks) {
    this.tasks = tasks;
  }

  List<Operation<?, ?>> operations() {
    return List.of(
        webhook(
            "start",
            "A task begins",
            "The project, the task and the agent come into being with it. The start of a task that"
                + " has ended begins it anew. ",
            WebhookStart.class,
            this::start),
        webhook(
            "status",
            "A task goes on",
            "Starts a task that was not started. After its end a report is only written into the"
                + " history. ",
            WebhookStatus.class,
            this::status),
        webhook("finish", "A task has succeeded", "", WebhookFinish.class, this::finish),
        webhook("error", "A task has failed", "", WebhookError.class, this::error));
  }

  private interface Notices<B> {
    Notice notice(B body, Caller caller);
  }

  private <B extends Record> Operation<?, ?> webhook(
      String name, String summary, String description, Class<B> body, Notices<B> notices) {
    return Operation.write(
            "POST",
            "/webhook/" + name,
            "webhook" + name.substring(0, 1).toUpperCase(Locale.ROOT) + name.substring(1),
            TAG,
            summary,
            description + KEYED,
            Operation.Nothing.class,
            body,
            Reply.one(TaskView.class),
            (_, given, caller) ->
                Answer.of(TaskView.of(tasks.notice(caller.write(), notices.notice(given, caller)))))
        .with(Operation.Trait.TOLERANT);
  }

  private Notice start(WebhookStart body, Caller caller) {
    return new Notice(
        body.project(),
        body.taskId(),
        body.task(),
        agent(body.agent(), caller),
        Notice.Kind.STARTED,
        null,
        body.message(),
        null,
        null,
        null,
        null,
        null,
        text(body.metadata()));
  }

  private Notice status(WebhookStatus body, Caller caller) {
    String word = body.status() == null ? "" : body.status().strip().toLowerCase(Locale.ROOT);
    Notice.Kind kind = kind(word);
    Double progress = body.progress();
    boolean own = kind == Notice.Kind.GOES_ON && !GOES_ON.contains(word);
    return new Notice(
        body.project(),
        body.taskId(),
        body.task(),
        agent(body.agent(), caller),
        kind,
        progress == null ? null : (Integer) (int) Math.floor(progress),
        own && body.status() != null
            ? withWord(body.status().strip(), body.message())
            : body.message(),
        null,
        null,
        null,
        kind == Notice.Kind.FAILED ? body.message() : null,
        null,
        text(body.metadata()));
  }

  private static Notice.Kind kind(String word) {
    if (FINISHED.contains(word)) {
      return Notice.Kind.FINISHED;
    }
    if (FAILED.contains(word)) {
      return Notice.Kind.FAILED;
    }
    return switch (StatusWord.named(word).orElse(TaskStatus.RUNNING)) {
      case DONE -> Notice.Kind.FINISHED;
      case FAILED -> Notice.Kind.FAILED;
      case CANCELLED -> Notice.Kind.GIVEN_UP;
      case OPEN, CLAIMED, RUNNING -> Notice.Kind.GOES_ON;
    };
  }

  /** People see the message, so that is where a word of the agent's own belongs. */
  private static String withWord(String word, @Nullable String message) {
    return message == null || message.isBlank() ? word : word + ": " + message;
  }

  private Notice finish(WebhookFinish body, Caller caller) {
    return new Notice(
        body.project(),
        body.taskId(),
        body.task(),
        agent(body.agent(), caller),
        Notice.Kind.FINISHED,
        null,
        body.message(),
        result(body.result()),
        body.durationSeconds(),
        null,
        null,
        null,
        text(body.metadata()));
  }

  private static @Nullable String result(@Nullable JsonNode result) {
    if (result == null) {
      return null;
    }
    String text = result.isString() ? result.asString() : result.toString();
    if (text.length() > Limits.TEXT) {
      throw new ApiFailure(422, "result", "must have at most " + Limits.TEXT + " characters.");
    }
    if (text.indexOf('\0') >= 0) {
      throw new ApiFailure(422, "result", "must not have NUL characters.");
    }
    return text;
  }

  private Notice error(WebhookError body, Caller caller) {
    return new Notice(
        body.project(),
        body.taskId(),
        body.task(),
        agent(body.agent(), caller),
        Notice.Kind.FAILED,
        null,
        body.message(),
        null,
        body.durationSeconds(),
        body.errorType(),
        body.errorMessage(),
        body.stackTrace(),
        text(body.metadata()));
  }

  private static String agent(@Nullable String agent, Caller caller) {
    return agent == null || agent.isBlank() ? caller.principal().name() : agent;
  }

  private static @Nullable String text(@Nullable ObjectNode metadata) {
    return metadata == null ? null : metadata.toString();
  }
}
