package dev.consilium.memory.councils;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** Some of the councils, the latest first. */
public record CouncilPage(List<Council> councils, @Nullable String nextCursor) {}
