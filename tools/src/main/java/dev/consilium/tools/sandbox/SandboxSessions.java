package dev.consilium.tools.sandbox;

import dev.consilium.schemas.json.Field;
import dev.consilium.tools.Tool;
import dev.consilium.tools.ToolAnswer;
import dev.consilium.tools.ToolContext;
import dev.consilium.tools.ToolSet;
import dev.consilium.tools.ToolSpec;
import dev.consilium.tools.ToolSpec.Hints;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The caller's sessions, and their end. */
final class SandboxSessions implements Tool<SandboxSessions.Args, SandboxSessions.Result> {
  record Args(@Field(value = "Names of sessions to end", max = 100) @Nullable List<String> close) {}

  record Result(List<Sessions.View> sessions, @Nullable List<String> closed) {}

  private final Sandbox sandbox;

  SandboxSessions(Sandbox sandbox) {
    this.sandbox = sandbox;
  }

  @Override
  public ToolSpec<Args, Result> spec() {
    return new ToolSpec<>(
        "sandbox_sessions",
        "Sandbox sessions",
        "List your sandbox sessions, or close some.",
        ToolSet.SANDBOX_CARE,
        Hints.IDEMPOTENT_WRITE,
        Args.class,
        null);
  }

  @Override
  public ToolAnswer<Result> call(Args args, ToolContext context) {
    List<String> closed = new ArrayList<>();
    List<String> unknown = new ArrayList<>();
    for (String name : args.close() == null ? List.<String>of() : args.close()) {
      (sandbox.closeSession(context.principal(), name) ? closed : unknown).add(name);
    }
    List<Sessions.View> sessions = sandbox.sessions(context.principal());
    StringBuilder text = new StringBuilder();
    if (!closed.isEmpty()) {
      text.append("Closed: ").append(String.join(", ", closed)).append('\n');
    }
    if (!unknown.isEmpty()) {
      text.append("No such session (any more): ").append(String.join(", ", unknown)).append('\n');
    }
    if (sessions.isEmpty()) {
      text.append("No sessions are open.");
    }
    for (Sessions.View session : sessions) {
      text.append(session.name()).append(session.busy() ? ": busy" : ": idle");
      text.append(", since ").append(session.startedAt());
      text.append(", ends ").append(session.expiresAt()).append(" if not used\n");
    }
    return new ToolAnswer<>(
        text.toString().strip(), new Result(sessions, args.close() == null ? null : closed));
  }
}
