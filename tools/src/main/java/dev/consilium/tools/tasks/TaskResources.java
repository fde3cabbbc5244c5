package dev.consilium.tools.tasks;

import dev.consilium.memory.Change;
import dev.consilium.memory.Database;
import dev.consilium.memory.Refused;
import dev.consilium.memory.tasks.ProjectPage;
import dev.consilium.memory.tasks.TaskFilter;
import dev.consilium.memory.tasks.TaskHistory;
import dev.consilium.schemas.json.Json;
import dev.consilium.tools.ResourceContents;
import dev.consilium.tools.Resources;
import java.net.URLDecoder;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ObjectNode;

/**
 * Projects and tasks by URI: {@code project://NAME} and {@code task://NAME/TASK_ID}, each name
 * percent-encoded. Projects are listed, tasks are found by template and completion.
 */
public final class TaskResources implements Resources {
  private static final String PROJECT = "project://";
  private static final String TASK = "task://";
  private static final String PROJECT_TEMPLATE = PROJECT + "{project}";
  private static final String TASK_TEMPLATE = TASK + "{project}/{task_id}";
  private static final String JSON = "application/json";
  private static final int PAGE = 100;
  private static final int COMPLETIONS = 101;

  private final Database database;

  public TaskResources(Database database) {
    this.database = database;
  }

  @Override
  public List<Template> templates() {
    return List.of(
        new Template(
            PROJECT_TEMPLATE, "project", "Project", "A project's tasks by state", "text/plain"),
        new Template(TASK_TEMPLATE, "task", "Task", "A task with its history", JSON));
  }

  @Override
  public Page list(@Nullable String cursor) {
    ProjectPage page;
    try {
      page = database.projects().list(cursor, PAGE);
    } catch (Refused e) {
      throw new IllegalArgumentException(e.field() + ": " + e.getMessage(), e);
    }
    return new Page(
        page.projects().stream()
            .map(p ->
                new Entry(
                    PROJECT + encoded(p.name()),
                    p.name(),
                    p.name(),
                    "%d open (%d ready), %d in work, %d done, %d failed"
                        .formatted(p.open(), p.ready(), p.active(), p.done(), p.failed()),
                    "text/plain"))
            .toList(),
        page.nextCursor());
  }

  @Override
  public Optional<ResourceContents> read(String uri) {
    try {
      if (uri.startsWith(PROJECT)) {
        return Optional.of(project(uri, decoded(uri.substring(PROJECT.length()))));
      }
      if (uri.startsWith(TASK)) {
        String[] names = uri.substring(TASK.length()).split("/", -1);
        return names.length == 2
            ? Optional.of(task(uri, decoded(names[0]), decoded(names[1])))
            : Optional.empty();
      }
      return Optional.empty();
    } catch (Refused | IllegalArgumentException e) {
      // A name that is not there, or is no name at all.
      return Optional.empty();
    }
  }

  private ResourceContents project(String uri, String name) {
    var page =
        database
            .tasks()
            .list(
                new TaskFilter(name, Set.of(), false, null, null, null, null, null),
                null,
                Limits.PAGE);
    String text =
        page.total()
            + " tasks\n"
            + TaskText.list(page.tasks(), false)
            + (page.nextCursor() == null ? "" : "… task_list shows more\n");
    return new ResourceContents.Text(uri, "text/plain", text);
  }

  private ResourceContents task(String uri, String project, String taskId) {
    TaskHistory found = database.tasks().get(project, taskId, Limits.PAGE);
    ObjectNode json = TaskView.json(found.task());
    json.set(
        "history", Json.RESULTS.valueToTree(found.events().stream().map(TaskGet::view).toList()));
    var open = SteeringText.views(SteeringText.open(database, found.task().outline()));
    if (open != null) {
      json.set("steering", Json.RESULTS.valueToTree(open));
    }
    return new ResourceContents.Text(uri, JSON, json.toPrettyString());
  }

  @Override
  public List<String> complete(
      String uriTemplate, String variable, String prefix, Map<String, String> known) {
    return switch (variable) {
      case "project" -> database.projects().namesStartingWith(prefix, COMPLETIONS);
      case "task_id" ->
          database.projects().taskIdsStartingWith(known.get("project"), prefix, COMPLETIONS);
      default -> List.of();
    };
  }

  @Override
  public List<String> changedBy(Change change) {
    return switch (change) {
      case Change.TaskChanged(String project, String taskId, var _, boolean _) ->
          List.of(TASK + encoded(project) + "/" + encoded(taskId), PROJECT + encoded(project));
      case Change.ProjectCreated _,
          Change.MemoryChanged _,
          Change.ResourceChanged _,
          Change.CallChanged _,
          Change.OfSession _,
          Change.OfFeed _,
          Change.Resync _ ->
          List.of();
    };
  }

  private static String encoded(String name) {
    return URLEncoder.encode(name, StandardCharsets.UTF_8).replace("+", "%20");
  }

  private static String decoded(String part) {
    return URLDecoder.decode(part.replace("+", "%2B"), StandardCharsets.UTF_8);
  }
}
