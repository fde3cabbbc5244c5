package dev.consilium.schemas.events;

import dev.consilium.schemas.json.Field;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ObjectNode;

/** Something that happened in a council. */
public record CouncilData(
    @Field("As council_next takes it") String councilId,
    String meetingId,
    String topic,
    String project,
    @Field("running, paused, stopped or concluded") String status,
    @Field("Who has the floor") String speaker,
    @Field("Whose event it is") @Nullable String participant,
    int round,
    @Field("What was said, made or changed") ObjectNode event) {}
