package dev.consilium.tools.sandbox;

import dev.consilium.memory.Database;
import dev.consilium.memory.Refused;
import dev.consilium.schemas.json.Field;
import dev.consilium.schemas.json.Json;
import dev.consilium.schemas.json.Names;
import dev.consilium.tools.Content;
import dev.consilium.tools.Tool;
import dev.consilium.tools.ToolAnswer;
import dev.consilium.tools.ToolContext;
import dev.consilium.tools.ToolFailure;
import dev.consilium.tools.ToolSet;
import dev.consilium.tools.ToolSpec;
import dev.consilium.tools.ToolSpec.Hints;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Runs code where it can do no harm. */
final class SandboxRun implements Tool<SandboxRun.Args, RunView> {
  record Args(
      @Field(value = "python, javascript or bash", max = Limits.NAME) String language,
      @Field(max = Limits.CODE) String code,
      @Field(max = Limits.STDIN) @Nullable String stdin,
      @Field(max = Limits.FILES) @Nullable List<InputFiles.Given> files,
      @Field(value = "Default 30", min = 1) @Nullable Integer timeoutS,
      @Field(
              value = "Name: keeps variables and files for the next call",
              min = 1,
              max = Limits.SESSION)
          @Nullable String session,
      @Field(max = Limits.NAME) @Nullable String project,
      @Field(max = Limits.NAME) @Nullable String taskId,
      @Field(max = Limits.NAME) @Nullable String idempotencyKey) {}

  /** Many clients give up after a minute; those that can wait for a task are told before. */
  private static final Duration LONG = Duration.ofSeconds(10);

  private final Sandbox sandbox;
  private final Database database;

  SandboxRun(Sandbox sandbox, Database database) {
    this.sandbox = sandbox;
    this.database = database;
  }

  @Override
  public ToolSpec<Args, RunView> spec() {
    return new ToolSpec<>(
        "sandbox_run",
        "Run code",
        "Run code in a container, by default without network. Files it writes to ./out come back.",
        ToolSet.SANDBOX,
        Hints.WRITE,
        Args.class,
        null,
        true);
  }

  @Override
  public ToolAnswer<RunView> call(Args args, ToolContext context) throws InterruptedException {
    Sandbox.Request request =
        new Sandbox.Request(
            context.principal(),
            args.idempotencyKey(),
            hash(args),
            context.clientName(),
            args.project(),
            args.taskId(),
            args.session(),
            program(args));
    checkTask(args.project(), args.taskId());
    try {
      RunView view = sandbox.run(request, new Progress(context), context.cancellation());
      List<Content> content = RunText.content(view, database.runs());
      return new ToolAnswer<>(content, view);
    } catch (RefusedProgram | SandboxException e) {
      throw new ToolFailure(String.valueOf(e.getMessage()));
    }
  }

  /** Tells the client what is printed while it runs. */
  private record Progress(ToolContext context) implements Follower {
    @Override
    public void goesOn(Duration since, long printed, String news) {
      if (since.compareTo(LONG) > 0) {
        boolean _ = context.becomeTask();
      }
      if (!news.isEmpty()) {
        context.progress((double) printed, null, news);
      }
    }
  }

  private Program program(Args args) {
    SandboxConfig config = sandbox.config();
    Language language = config.languages().get(args.language());
    if (language == null) {
      throw new Refused(
          "language",
          "must be one of "
              + String.join(", ", config.languages().keySet().stream().sorted().toList())
              + ", not \""
              + args.language()
              + "\"."
              + Names.didYouMean(args.language(), config.languages().keySet()));
    }
    int longest = config.limits().timeoutSeconds();
    int timeout =
        Objects.requireNonNullElse(
            args.timeoutS(), Math.min(longest, Limits.DEFAULT_TIMEOUT_SECONDS));
    if (timeout > longest) {
      throw new Refused(
          "timeout_s", "must be at most " + longest + " (timeout_seconds), not " + timeout + ".");
    }
    return new Program(
        language,
        args.code().getBytes(StandardCharsets.UTF_8),
        Objects.requireNonNullElse(args.stdin(), "").getBytes(StandardCharsets.UTF_8),
        InputFiles.of(args.files()),
        Duration.ofSeconds(timeout));
  }

  private void checkTask(@Nullable String project, @Nullable String taskId) {
    if (taskId == null) {
      return;
    }
    if (project == null) {
      throw new Refused("project", "is needed with task_id.");
    }
    // Refuses a task that does not exist.
    var _ = database.tasks().get(project, taskId, 1);
  }

  private static byte[] hash(Args args) {
    try {
      return MessageDigest.getInstance("SHA-256").digest(Json.MAPPER.writeValueAsBytes(args));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }
}
