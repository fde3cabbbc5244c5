package dev.consilium.memory.decisions;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** One page of decisions. */
public record DecisionPage(List<Decision> decisions, @Nullable String nextCursor) {}
