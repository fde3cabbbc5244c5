package dev.consilium.memory.councils;

import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Which councils are meant; what is null or empty says nothing. */
public record CouncilFilter(
    @Nullable String project, @Nullable String meetingId, Set<CouncilStatus> statuses) {}
