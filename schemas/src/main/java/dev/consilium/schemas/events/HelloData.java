package dev.consilium.schemas.events;

import dev.consilium.schemas.json.Field;

/** The first message to a client that asked for it, or for what it missed. */
public record HelloData(
    @Field("The events behind this one follow: what to ask for after a break, until one came")
        long seq) {}
