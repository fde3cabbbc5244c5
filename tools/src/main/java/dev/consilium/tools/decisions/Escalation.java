package dev.consilium.tools.decisions;

import dev.consilium.memory.Database;
import dev.consilium.memory.Write;
import dev.consilium.memory.decisions.DecisionPolicy;
import dev.consilium.memory.decisions.Draft;
import dev.consilium.memory.decisions.Recorded;
import dev.consilium.memory.tasks.NewTask;
import dev.consilium.memory.tasks.TaskType;
import dev.consilium.schemas.json.Json;
import dev.consilium.tools.InputRequest;
import dev.consilium.tools.ToolContext;
import java.util.List;
import tools.jackson.databind.node.ObjectNode;

/**
 * Brings a decision that misses the policy of its project before a person: at once where the client
 * can ask, otherwise as a task for the owner.
 */
public final class Escalation {
  private static final String LABEL = "decision";
  private static final int URGENT = 1;

  /** What a person said. */
  public enum Verdict {
    NOT_ASKED,
    ACCEPT,
    LEAVE_OPEN
  }

  private final Database database;

  public Escalation(Database database) {
    this.database = database;
  }

  /** Asks before anything is written, if there is something to ask and somebody to be asked. */
  public Verdict ask(String project, Draft draft, ToolContext context) throws InterruptedException {
    DecisionPolicy policy = database.decisions().policyOfAny(project);
    List<String> missing = policy.missing(draft);
    if (missing.isEmpty() || !policy.escalate()) {
      return Verdict.NOT_ASKED;
    }
    InputRequest form = form(project, draft, missing);
    if (!context.inputs().accepts(form)) {
      return Verdict.NOT_ASKED;
    }
    ObjectNode answer = context.inputs().ask("verdict", form);
    boolean accepted =
        answer.path("action").asString("").equals("accept")
            && answer.path("content").path("verdict").asString("").equals("accept");
    return accepted ? Verdict.ACCEPT : Verdict.LEAVE_OPEN;
  }

  private static InputRequest form(String project, Draft draft, List<String> missing) {
    ObjectNode schema = Json.MAPPER.createObjectNode().put("type", "object");
    ObjectNode verdict = schema.putObject("properties").putObject("verdict").put("type", "string");
    verdict.put("title", "Accept it all the same, or leave it open?");
    verdict.putArray("enum").add("accept").add("leave_open");
    schema.putArray("required").add("verdict");
    return new InputRequest.Form(
        "The decision \"%s\" of %s (%s) lacks what the project asks for: %s."
            .formatted(
                draft.title(),
                project,
                draft.choice().isBlank() ? "no choice yet" : draft.choice(),
                String.join("; ", missing)),
        schema);
  }

  /** Says what became of it; a decision that nobody could be asked about becomes a task. */
  public String handOver(Recorded recorded, Verdict verdict, String agent, ToolContext context) {
    String id = recorded.decision().id();
    if (verdict == Verdict.ACCEPT) {
      database.decisions().escalated(id, agent, "A person accepted it all the same.");
      return "A person accepted it all the same.";
    }
    if (verdict == Verdict.LEAVE_OPEN) {
      database.decisions().escalated(id, agent, "A person left it open.");
      return "A person left it open: it is proposed.";
    }
    if (recorded.missing().isEmpty()) {
      return "";
    }
    String project = recorded.decision().project();
    String task = "decide-" + id;
    DecisionPolicy policy = database.decisions().policy(project);
    ObjectNode metadata = Json.MAPPER.createObjectNode().put("decision_id", id);
    var _ =
        database
            .tasks()
            .create(
                new Write(context.principal(), null),
                project,
                List.of(
                    new NewTask(
                        task,
                        "Decide: " + recorded.decision().draft().title(),
                        "The decision "
                            + id
                            + " is proposed and lacks: "
                            + String.join("; ", recorded.missing())
                            + ". Add it with decision_update and accept it, or reject it.",
                        TaskType.DOCS,
                        List.of(LABEL),
                        URGENT,
                        policy.owner(),
                        null,
                        null,
                        List.of(),
                        metadata.toString())));
    database.decisions().escalated(id, agent, "Task " + task + ".");
    return "Escalated: the task "
        + task
        + " asks "
        + (policy.owner() == null ? "for a decision." : policy.owner() + " to decide.");
  }
}
