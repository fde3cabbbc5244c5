package dev.consilium.memory.tasks;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** Some of the projects, by name. */
public record ProjectPage(List<ProjectSummary> projects, @Nullable String nextCursor) {}
