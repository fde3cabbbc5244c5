package dev.consilium.schemas.events;

import dev.consilium.schemas.json.Field;

/** The answer to a ping. */
public record PongData(
    @Field("All events up to this one that were asked for have been sent") long seq) {}
