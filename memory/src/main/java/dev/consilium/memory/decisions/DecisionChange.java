package dev.consilium.memory.decisions;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What is to become of a decision.
 *
 * @param status the status that it gets; null if it stays
 * @param reason why, for the history
 * @param edited what is said of it from now on, as long as it is proposed; null if that stays
 */
public record DecisionChange(
    String id,
    @Nullable String agent,
    @Nullable DecisionStatus status,
    @Nullable String reason,
    @Nullable Draft edited,
    List<Link> links) {}
