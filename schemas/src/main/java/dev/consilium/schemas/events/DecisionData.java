package dev.consilium.schemas.events;

import dev.consilium.schemas.json.Field;
import org.jspecify.annotations.Nullable;

/** A decision as an event left it. */
public record DecisionData(
    @Field("As decision_get takes it") String decisionId,
    String title,
    String project,
    @Nullable String agent,
    @Field("proposed, accepted, rejected, superseded or deprecated") String status,
    @Nullable String choice,
    @Nullable String meetingId,
    @Field("What happened to it") String change,
    @Nullable String detail) {}
