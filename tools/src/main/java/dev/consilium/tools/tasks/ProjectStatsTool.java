package dev.consilium.tools.tasks;

import dev.consilium.memory.Database;
import dev.consilium.memory.councils.CouncilMeasures;
import dev.consilium.memory.tasks.ProjectStats;
import dev.consilium.schemas.json.Field;
import dev.consilium.tools.Tool;
import dev.consilium.tools.ToolAnswer;
import dev.consilium.tools.ToolContext;
import dev.consilium.tools.ToolSet;
import dev.consilium.tools.ToolSpec;
import dev.consilium.tools.ToolSpec.Hints;
import java.time.Instant;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** The figures of one project, or of all: its tasks as they stand, its councils of a period. */
final class ProjectStatsTool implements Tool<ProjectStatsTool.Args, ProjectStatsTool.Result> {
  record Args(
      @Field(value = "All when left out", max = Limits.NAME) @Nullable String project,
      @Field("Of councils") @Nullable Instant since,
      @Nullable Instant until) {}

  record Result(
      long totalProjects,
      long totalTasks,
      long ready,
      long blocked,
      long active,
      long completed,
      long failed,
      long cancelled,
      long overdue,
      @Nullable Double averageDuration,
      CouncilMeasures councils) {
    static Result of(ProjectStats tasks, CouncilMeasures councils) {
      return new Result(
          tasks.totalProjects(),
          tasks.totalTasks(),
          tasks.ready(),
          tasks.blocked(),
          tasks.active(),
          tasks.completed(),
          tasks.failed(),
          tasks.cancelled(),
          tasks.overdue(),
          tasks.averageDuration(),
          councils);
    }
  }

  private final Database database;

  ProjectStatsTool(Database database) {
    this.database = database;
  }

  @Override
  public ToolSpec<Args, Result> spec() {
    return new ToolSpec<>(
        "project_stats",
        "Project statistics",
        "Figures of a project, or of all: tasks by state, overdue, average duration; how councils"
            + " ended.",
        ToolSet.PROJECTS,
        Hints.READ,
        Args.class,
        null);
  }

  @Override
  public ToolAnswer<Result> call(Args args, ToolContext context) {
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
    CouncilMeasures councils =
        database.hostedCouncils().measures(args.project(), args.since(), args.until());
    return new ToolAnswer<>(
        councils.ended() == 0 ? text : text + "\n" + line(councils), Result.of(stats, councils));
  }

  private static String line(CouncilMeasures councils) {
    return "%d councils ended, %d with a decision, %d of them with 5 to 10 tasks (%.0f %%)%s"
        .formatted(
            councils.ended(),
            councils.decided(),
            councils.fruitful(),
            100 * Objects.requireNonNullElse(councils.fruitfulShare(), 0.0),
            councils.minutesToDecision() == null
                ? ""
                : "; %.1f min to a decision, %.1f tasks each"
                    .formatted(councils.minutesToDecision(), councils.tasksPerMeeting()));
  }
}
