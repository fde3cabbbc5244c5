package dev.consilium.schemas.events;

import dev.consilium.schemas.json.Field;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A task as an event left it. */
public record TaskData(
    String taskId,
    String title,
    String project,
    @Field("Whose event it is, else who holds or owns the task") @Nullable String agent,
    @Field("pending, claimed, running, completed, failed or cancelled") String status,
    @Field(min = 0, max = 100) int progress,
    @Field("Texts end in … after 8,000 characters; the task has them whole")
        @Nullable String message,
    @Nullable Instant startedAt,
    @Nullable Double durationSeconds,
    @Nullable Instant finishedAt,
    @Nullable String result,
    @Nullable String errorType,
    @Nullable String errorMessage,
    @Field("Why a task is open again") @Nullable String reason,
    @Field("Of task_updated: the fields that changed") @Nullable List<String> changed) {}
