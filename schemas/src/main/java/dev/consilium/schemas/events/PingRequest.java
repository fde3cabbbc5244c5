package dev.consilium.schemas.events;

/** Is anybody there? */
public record PingRequest() {}
