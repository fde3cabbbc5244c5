package dev.consilium.tools;

import dev.consilium.schemas.access.Scope;
import dev.consilium.tools.ToolSpec.Hints;

/**
 * What clients are told of a tool besides its schemas.
 *
 * @param description says when to use it; every agent pays for each word
 * @param mayBecomeTask whether its calls can take long enough to outlive their request
 */
public record ToolInfo(
    String name,
    String title,
    String description,
    ToolSet set,
    Hints hints,
    boolean mayBecomeTask) {
  public ToolInfo(String name, String title, String description, ToolSet set, Hints hints) {
    this(name, title, description, set, hints, false);
  }

  /** What a caller must have been granted. */
  public Scope scope() {
    return hints.readOnly() ? Scope.READ : set.scope();
  }
}
