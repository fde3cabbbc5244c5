package dev.consilium.tools.tasks;

import dev.consilium.memory.Database;
import dev.consilium.tools.Prompt;
import dev.consilium.tools.ToolContext;
import java.util.List;
import java.util.Map;

/** Turns a goal into tasks that depend on each other. */
final class PlanPrompt implements Prompt {
  private static final int COMPLETIONS = 101;

  private final Database database;

  PlanPrompt(Database database) {
    this.database = database;
  }

  @Override
  public Spec spec() {
    return new Spec(
        "plan",
        "Plan a goal",
        "Break a goal down into tasks with dependencies",
        List.of(
            new Argument("project", "Which project", true),
            new Argument("goal", "What shall be true at the end", true)));
  }

  @Override
  public List<Message> render(Map<String, String> arguments, ToolContext context) {
    return Message.ofUser(
        "Plan this goal for the project \""
            + arguments.get("project")
            + "\":\n\n"
            + arguments.get("goal")
            + "\n\nBreak it into tasks that one agent can finish in one go, each with a title that says what"
            + " is done at the end, a type, a priority, and what it depends on. Create them all with one"
            + " call of task_create, with task_ids of your own so that they can refer to each other. Then"
            + " show me the plan.");
  }

  @Override
  public List<String> complete(String argument, String prefix) {
    return argument.equals("project")
        ? database.projects().namesStartingWith(prefix, COMPLETIONS)
        : List.of();
  }
}
