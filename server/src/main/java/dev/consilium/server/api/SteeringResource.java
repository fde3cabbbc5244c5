package dev.consilium.server.api;

import dev.consilium.memory.tasks.NewSteering;
import dev.consilium.memory.tasks.Steering;
import dev.consilium.memory.tasks.SteeringKind;
import dev.consilium.memory.tasks.SteeringStore;
import dev.consilium.schemas.events.SteerRequest;
import dev.consilium.schemas.json.Field;
import dev.consilium.schemas.json.Names;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** What people say to whoever works on a task, for programs that hold no WebSocket. */
final class SteeringResource {
  private static final String TAG = "steering";
  private static final String LIST = "/api/projects/{project}/tasks/{task_id}/steering";
  private static final int MOST_SHOWN = 200;

  record Named(
      @Field(min = 1, max = Limits.NAME) String project,
      @Field(min = 1, max = Limits.NAME) String taskId) {}

  record Identified(
      @Field(min = 1, max = Limits.NAME) String project,
      @Field(min = 1, max = Limits.NAME) String taskId,
      long id) {}

  record NewSteeringRequest(
      SteerRequest.Kind kind,
      @Field(value = "What to know or to do; needed for comment and instruct", max = 10_000)
          @Nullable String text,
      @Field(value = "Who says it; the name of the key by default", min = 1, max = Limits.NAME)
          @Nullable String author) {}

  record Reader(@Field(value = "Who has read it", min = 1, max = Limits.NAME) String agent) {}

  record Acknowledged(@Field("The id of what was acknowledged") long acknowledged) {}

  record SteeringView(
      long id,
      @Field("comment, instruct, pause, resume or stop") String kind,
      String text,
      String author,
      Instant at,
      @Nullable String acknowledgedBy,
      @Nullable Instant acknowledgedAt) {
    static SteeringView of(Steering steering) {
      return new SteeringView(
          steering.id(),
          Names.of(steering.kind()),
          steering.text(),
          steering.author(),
          steering.at(),
          steering.acknowledgedBy(),
          steering.acknowledgedAt());
    }
  }

  private final SteeringStore steering;

  SteeringResource(SteeringStore steering) {
    this.steering = steering;
  }

  List<Operation<?, ?>> operations() {
    return List.of(
        Operation.get(
            LIST,
            "listSteering",
            TAG,
            "The last that people said to whoever works on a task, oldest first",
            "",
            Named.class,
            Reply.list(SteeringView.class),
            (named, _) ->
                Answer.of(
                    steering.list(named.project(), named.taskId(), MOST_SHOWN).stream()
                        .map(SteeringView::of)
                        .toList())),
        Operation.write(
            "POST",
            LIST,
            "steer",
            TAG,
            "Say something to whoever works on a task",
            "The agent gets it with the answer to its next report.",
            Named.class,
            NewSteeringRequest.class,
            Reply.created(SteeringView.class),
            this::say),
        Operation.write(
            "POST",
            LIST + "/{id}/acknowledge",
            "acknowledgeSteering",
            TAG,
            "Tell that an agent has read it",
            "",
            Identified.class,
            Reader.class,
            Reply.one(Acknowledged.class),
            this::acknowledge));
  }

  private Answer say(Named named, NewSteeringRequest request, Caller caller) {
    Steering said =
        steering.add(
            caller.write(),
            new NewSteering(
                named.project(),
                named.taskId(),
                SteeringKind.valueOf(request.kind().name()),
                Objects.requireNonNullElse(request.text(), ""),
                Objects.requireNonNullElse(request.author(), caller.principal().name())));
    return new Answer(201, SteeringView.of(said), Map.of());
  }

  private Answer acknowledge(Identified which, Reader reader, Caller caller) {
    List<Long> unknown =
        steering.acknowledge(which.project(), which.taskId(), List.of(which.id()), reader.agent());
    if (!unknown.isEmpty()) {
      throw new ApiFailure(404, "id", "nothing of that number was said of this task.");
    }
    return Answer.of(new Acknowledged(which.id()));
  }
}
