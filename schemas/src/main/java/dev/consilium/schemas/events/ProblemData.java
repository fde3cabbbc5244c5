package dev.consilium.schemas.events;

import dev.consilium.schemas.json.Field;
import org.jspecify.annotations.Nullable;

/** A message of the client was not understood or is refused; nothing was changed. */
public record ProblemData(
    @Field("What of the message it is about") @Nullable String field, String message) {}
