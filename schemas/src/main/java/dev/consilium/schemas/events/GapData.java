package dev.consilium.schemas.events;

import dev.consilium.schemas.json.Field;

/** Events that were asked for and cannot be told any more: read the state anew. */
public record GapData(
    @Field("What was asked for") long after,
    @Field("The first event that follows") long oldest,
    @Field("The last event there is") long last) {}
