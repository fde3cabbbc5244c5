package dev.consilium.schemas.events;

import dev.consilium.schemas.json.Field;
import org.jspecify.annotations.Nullable;

/** Says something to whoever works on a task. */
public record SteerRequest(
    @Field(min = 1, max = 200) String project,
    @Field(min = 1, max = 200) String taskId,
    Kind kind,
    @Field(value = "What to know or to do; needed for comment and instruct", max = 10_000)
        @Nullable String text,
    @Field(value = "Who says it, default the name of the key", min = 1, max = 200)
        @Nullable String author) {
  public enum Kind {
    COMMENT,
    INSTRUCT,
    PAUSE,
    RESUME,
    STOP
  }
}
