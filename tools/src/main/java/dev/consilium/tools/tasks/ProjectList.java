package dev.consilium.tools.tasks;

import dev.consilium.memory.Database;
import dev.consilium.memory.tasks.ProjectPage;
import dev.consilium.schemas.json.Field;
import dev.consilium.tools.Tool;
import dev.consilium.tools.ToolAnswer;
import dev.consilium.tools.ToolContext;
import dev.consilium.tools.ToolSet;
import dev.consilium.tools.ToolSpec;
import dev.consilium.tools.ToolSpec.Hints;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The projects, each with how its tasks stand. */
final class ProjectList implements Tool<ProjectList.Args, ProjectList.Result> {
  record Args(
      @Field(value = "Default 50", min = 1, max = Limits.PAGE) @Nullable Integer limit,
      @Field(max = Limits.TITLE) @Nullable String cursor) {}

  record Result(List<Project> projects, @Nullable String nextCursor) {}

  record Project(String name, long ready, long open, long active, long done, long failed) {}

  private static final int DEFAULT_LIMIT = 50;

  private final Database database;

  ProjectList(Database database) {
    this.database = database;
  }

  @Override
  public ToolSpec<Args, Result> spec() {
    return new ToolSpec<>(
        "project_list",
        "List projects",
        "See which projects there are and how they stand.",
        ToolSet.TASKS,
        Hints.READ,
        Args.class,
        null);
  }

  @Override
  public ToolAnswer<Result> call(Args args, ToolContext context) {
    ProjectPage page =
        database
            .projects()
            .list(args.cursor(), args.limit() == null ? DEFAULT_LIMIT : args.limit());
    List<Project> projects =
        page.projects().stream()
            .map(p -> new Project(p.name(), p.ready(), p.open(), p.active(), p.done(), p.failed()))
            .toList();
    StringBuilder text = new StringBuilder();
    for (Project p : projects) {
      text.append(
          "%s: %d open (%d ready), %d in work, %d done, %d failed%n"
              .formatted(p.name(), p.open(), p.ready(), p.active(), p.done(), p.failed()));
    }
    if (projects.isEmpty()) {
      text.append("No projects. task_create makes one with its first task.");
    }
    if (page.nextCursor() != null) {
      text.append("next cursor: ").append(page.nextCursor());
    }
    return new ToolAnswer<>(text.toString().strip(), new Result(projects, page.nextCursor()));
  }
}
