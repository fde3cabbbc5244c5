package dev.consilium.tools;

import dev.consilium.schemas.access.Scope;
import dev.consilium.tools.ToolSpec.Hints;

/**
 * What clients are told of a tool besides its schemas.
 *
 * @param description says when to use it; every agent pays for each word
 */
public record ToolInfo(String name, String title, String description, ToolSet set, Hints hints) {
  /** What a caller must have been granted. */
  public Scope scope() {
    return hints.readOnly() ? Scope.READ : set.scope();
  }
}
