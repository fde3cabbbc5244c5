package dev.consilium.memory.decisions;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One way to answer the question, chosen or not.
 *
 * @param cost in whatever the team counts
 */
public record Alternative(
    String name,
    @Nullable String description,
    List<String> pros,
    List<String> cons,
    @Nullable String cost) {
  public Alternative {
    pros = List.copyOf(pros);
    cons = List.copyOf(cons);
  }
}
