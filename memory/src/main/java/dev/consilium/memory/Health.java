package dev.consilium.memory;

import java.time.Duration;

/** How the database is: its version or what is wrong with it, and how long it took to say so. */
public record Health(boolean ok, String version, String detail, Duration latency) {}
