package dev.consilium.server.operations;

import dev.consilium.schemas.work.Span;
import java.util.Optional;

/** Follows requests. */
public interface Tracer extends AutoCloseable {
  /** Follows nothing; what a client follows keeps its name, so that the log can tell it. */
  Tracer NONE = (_, parent) -> parent.isPresent() ? Span.named(parent.get().traceId()) : Span.NONE;

  /** Begins to follow a request that comes from elsewhere. Never blocks. */
  Span begin(String name, Optional<TraceParent> parent);

  /** Sends what was not sent yet. */
  @Override
  default void close() {}
}
