package dev.consilium.schemas.events;

import dev.consilium.schemas.json.Field;
import org.jspecify.annotations.Nullable;

/** Something a person said to whoever works on a task. */
public record SteeringData(
    long steeringId,
    String taskId,
    String title,
    String project,
    @Field("Of the task") String status,
    @Field("Who works on the task; of steering_acknowledged: who has read it")
        @Nullable String agent,
    @Field("comment, instruct, pause, resume or stop") String kind,
    @Nullable String text,
    String author) {}
