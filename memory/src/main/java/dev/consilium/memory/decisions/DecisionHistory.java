package dev.consilium.memory.decisions;

import java.util.List;

/** A decision with all that happened to it, in order. */
public record DecisionHistory(Decision decision, List<DecisionEvent> events) {}
