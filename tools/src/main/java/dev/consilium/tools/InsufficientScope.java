package dev.consilium.tools;

import dev.consilium.schemas.access.Scope;

/** A call needs a scope that its caller was not granted. */
public final class InsufficientScope extends RuntimeException {
  private static final long serialVersionUID = 1;

  private final Scope needed;

  public InsufficientScope(Scope needed) {
    super(
        "This needs the scope \"%s\": use a key or an access token that has it."
            .formatted(needed.text()),
        null,
        false,
        false);
    this.needed = needed;
  }

  public Scope needed() {
    return needed;
  }
}
