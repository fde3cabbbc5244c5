package dev.consilium.tools.tasks;

import dev.consilium.memory.Database;
import dev.consilium.memory.tasks.TaskFilter;
import dev.consilium.memory.tasks.TaskPage;
import dev.consilium.memory.tasks.TaskStatus;
import dev.consilium.tools.Prompt;
import dev.consilium.tools.ToolContext;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Starts a working session: what is mine, what is ready, and how to go on. */
final class WorkPrompt implements Prompt {
  private static final int SHOWN = 30;
  private static final int COMPLETIONS = 101;

  private final Database database;

  WorkPrompt(Database database) {
    this.database = database;
  }

  @Override
  public Spec spec() {
    return new Spec(
        "work",
        "Start working",
        "Take tasks of a project one after the other and report on them",
        List.of(
            new Argument("project", "Which project", true),
            new Argument("agent", "Your name in the history", false)));
  }

  @Override
  public List<Message> render(Map<String, String> arguments, ToolContext context) {
    String project = arguments.getOrDefault("project", "");
    String agent = arguments.get("agent");
    TaskPage open =
        database.projects().namesStartingWith(project, 1).contains(project)
            ? database
                .tasks()
                .list(
                    new TaskFilter(
                        project,
                        Set.of(TaskStatus.OPEN, TaskStatus.CLAIMED, TaskStatus.RUNNING),
                        false,
                        null,
                        null,
                        null,
                        null,
                        null),
                    null,
                    SHOWN)
            : new TaskPage(List.of(), null, 0);
    String state =
        open.tasks().isEmpty() ? "It has no open tasks." : TaskText.list(open.tasks(), false);
    return Message.ofUser(
        "Work on the project \""
            + project
            + "\""
            + (agent == null ? "" : " as \"" + agent + "\"")
            + ".\n\n"
            + state
            + "\nTake a task with task_next and keep the claim it gives you. Report start, then progress at"
            + " least every few minutes, and finish with the result, or fail with what went wrong:"
            + " task_report. Then take the next one, until nothing is ready.");
  }

  @Override
  public List<String> complete(String argument, String prefix) {
    return argument.equals("project")
        ? database.projects().namesStartingWith(prefix, COMPLETIONS)
        : List.of();
  }
}
