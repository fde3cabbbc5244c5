package dev.consilium.memory.decisions;

import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Which decisions are meant; what is null or empty says nothing. */
public record DecisionFilter(
    @Nullable String project,
    @Nullable String query,
    Set<DecisionStatus> statuses,
    List<String> tags,
    @Nullable String participant,
    @Nullable String meetingId) {}
