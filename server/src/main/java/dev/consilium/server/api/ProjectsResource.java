package dev.consilium.server.api;

import dev.consilium.memory.tasks.ProjectPage;
import dev.consilium.memory.tasks.ProjectStats;
import dev.consilium.memory.tasks.ProjectStore;
import dev.consilium.memory.tasks.ProjectSummary;
import dev.consilium.schemas.json.Field;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Projects, and their figures. */
final class ProjectsResource {
  private static final String TAG = "projects";

  record Page(
      @Field(value = "Default 500", min = 1, max = Limits.PAGE) @Nullable Integer limit,
      @Field(min = 0, max = Limits.OFFSET) @Nullable Integer offset,
      @Nullable String cursor) {}

  record Named(@Field(min = 1, max = Limits.NAME) String project) {}

  record ProjectView(
      long id,
      String name,
      Instant createdAt,
      @Field("When it or one of its tasks changed last") Instant updatedAt,
      long pendingTasks,
      long readyTasks,
      long activeTasks,
      long completedTasks,
      long failedTasks,
      long cancelledTasks) {
    static ProjectView of(ProjectSummary project) {
      return new ProjectView(
          project.id(),
          project.name(),
          project.createdAt(),
          project.updatedAt(),
          project.open(),
          project.ready(),
          project.active(),
          project.done(),
          project.failed(),
          project.cancelled());
    }
  }

  record Stats(
      long totalProjects,
      long totalTasks,
      @Field("Claimed or running") long activeTasks,
      long completedTasks,
      long failedTasks,
      @Field("Seconds, of completed tasks; 0 where there are none") double averageDuration,
      long readyTasks,
      long blockedTasks,
      long cancelledTasks,
      long overdueTasks) {
    static Stats of(ProjectStats stats) {
      return new Stats(
          stats.totalProjects(),
          stats.totalTasks(),
          stats.active(),
          stats.completed(),
          stats.failed(),
          Objects.requireNonNullElse(stats.averageDuration(), 0.0),
          stats.ready(),
          stats.blocked(),
          stats.cancelled(),
          stats.overdue());
    }
  }

  private final ProjectStore projects;

  ProjectsResource(ProjectStore projects) {
    this.projects = projects;
  }

  List<Operation<?, ?>> operations() {
    return List.of(
        Operation.get(
            "/api/projects",
            "listProjects",
            TAG,
            "The projects, by name",
            "",
            Page.class,
            Reply.page(ProjectView.class),
            this::list),
        Operation.get(
            "/api/projects/{project}",
            "getProject",
            TAG,
            "One project",
            "",
            Named.class,
            Reply.one(ProjectView.class),
            (named, _) -> Answer.of(ProjectView.of(projects.get(named.project())))),
        Operation.get(
            "/api/projects/{project}/stats",
            "getProjectStats",
            TAG,
            "The figures of one project",
            "",
            Named.class,
            Reply.one(Stats.class),
            (named, _) -> Answer.of(Stats.of(projects.stats(named.project())))),
        Operation.get(
            "/api/stats",
            "getStats",
            TAG,
            "The figures of all projects",
            "",
            Operation.Nothing.class,
            Reply.one(Stats.class),
            (_, _) -> Answer.of(Stats.of(projects.stats(null)))));
  }

  private Answer list(Page wanted, Caller caller) {
    ProjectPage page =
        projects.list(
            wanted.cursor(),
            Objects.requireNonNullElse(wanted.offset(), 0),
            Objects.requireNonNullElse(wanted.limit(), Limits.PAGE));
    return caller.page(page.projects().stream().map(ProjectView::of).toList(), page.nextCursor());
  }
}
