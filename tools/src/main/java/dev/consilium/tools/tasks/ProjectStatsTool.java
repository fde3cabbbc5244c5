package dev.consilium.tools.tasks;

import dev.consilium.memory.Database;
import dev.consilium.memory.tasks.ProjectStats;
import dev.consilium.schemas.json.Field;
import dev.consilium.tools.Tool;
import dev.consilium.tools.ToolAnswer;
import dev.consilium.tools.ToolContext;
import dev.consilium.tools.ToolSet;
import dev.consilium.tools.ToolSpec;
import dev.consilium.tools.ToolSpec.Hints;
import org.jspecify.annotations.Nullable;

/** The figures of one project, or of all. */
final class ProjectStatsTool implements Tool<ProjectStatsTool.Args, ProjectStats> {
  record Args(@Field(value = "All when left out", max = Limits.NAME) @Nullable String project) {}

  private final Database database;

  ProjectStatsTool(Database database) {
    this.database = database;
  }

  @Override
  public ToolSpec<Args, ProjectStats> spec() {
    return new ToolSpec<>(
        "project_stats",
        "Project statistics",
        "Counts by state, overdue tasks and average duration of a project, or of all.",
        ToolSet.PROJECTS,
        Hints.READ,
        Args.class,
        ProjectStats.class);
  }

  @Override
  public ToolAnswer<ProjectStats> call(Args args, ToolContext context) {
    ProjectStats stats = database.projects().stats(args.project());
    String text =
        "%d tasks: %d ready, %d blocked, %d active, %d completed, %d failed, %d cancelled, %d overdue%s"
            .formatted(
                stats.totalTasks(),
                stats.ready(),
                stats.blocked(),
                stats.active(),
                stats.completed(),
                stats.failed(),
                stats.cancelled(),
                stats.overdue(),
                stats.averageDuration() == null
                    ? ""
                    : "; average duration %.1f s".formatted(stats.averageDuration()));
    return new ToolAnswer<>(text, stats);
  }
}
