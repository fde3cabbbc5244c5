package dev.consilium.tools;

import org.jspecify.annotations.Nullable;

/**
 * What clients are told of a tool.
 *
 * @param description says when to use it; every agent pays for each word
 * @param result null for a tool that answers in text alone
 * @param mayBecomeTask whether its calls can take long enough to outlive their request
 */
public record ToolSpec<A extends Record, R extends Record>(
    String name,
    String title,
    String description,
    ToolSet set,
    Hints hints,
    Class<A> arguments,
    @Nullable Class<R> result,
    boolean mayBecomeTask) {
  public ToolSpec(
      String name,
      String title,
      String description,
      ToolSet set,
      Hints hints,
      Class<A> arguments,
      @Nullable Class<R> result) {
    this(name, title, description, set, hints, arguments, result, false);
  }

  ToolInfo info() {
    return new ToolInfo(name, title, description, set, hints, mayBecomeTask);
  }

  /** The behaviour hints of MCP's {@code ToolAnnotations}. */
  public record Hints(
      boolean readOnly, boolean destructive, boolean idempotent, boolean openWorld) {
    public static final Hints READ = new Hints(true, false, true, false);

    /** Adds or changes; a repeat may change again. */
    public static final Hints WRITE = new Hints(false, false, false, false);

    /** Adds or changes; a repeat with the same arguments changes nothing more. */
    public static final Hints IDEMPOTENT_WRITE = new Hints(false, false, true, false);
  }
}
