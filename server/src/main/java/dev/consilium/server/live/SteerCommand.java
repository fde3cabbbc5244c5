package dev.consilium.server.live;

import dev.consilium.memory.Write;
import dev.consilium.memory.tasks.NewSteering;
import dev.consilium.memory.tasks.Steering;
import dev.consilium.memory.tasks.SteeringKind;
import dev.consilium.memory.tasks.SteeringStore;
import dev.consilium.schemas.access.Principal;
import dev.consilium.schemas.events.SteerRequest;
import dev.consilium.schemas.json.RecordType;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ObjectNode;

/** Something a person says to whoever works on a task, by whichever door. */
record SteerCommand(
    String project,
    String taskId,
    SteeringKind kind,
    String text,
    String author,
    Principal principal) {
  private static final RecordType<SteerRequest> REQUEST = RecordType.of(SteerRequest.class);

  /**
   * Reads it.
   *
   * @param project of the path, where there is one, as is the task
   * @throws dev.consilium.schemas.json.BindException when anything is missing or wrong
   */
  static SteerCommand read(
      ObjectNode data, @Nullable String project, @Nullable String taskId, Principal principal) {
    ObjectNode whole = data.deepCopy();
    if (project != null) {
      whole.put("project", project);
    }
    if (taskId != null) {
      whole.put("task_id", taskId);
    }
    SteerRequest request = REQUEST.bind(whole);
    return new SteerCommand(
        request.project(),
        request.taskId(),
        SteeringKind.valueOf(request.kind().name()),
        Objects.requireNonNullElse(request.text(), ""),
        Objects.requireNonNullElse(request.author(), principal.name()),
        principal);
  }

  /** Does it once for each key. */
  Steering run(SteeringStore store, @Nullable String key) {
    return store.add(
        new Write(principal.name(), key), new NewSteering(project, taskId, kind, text, author));
  }
}
