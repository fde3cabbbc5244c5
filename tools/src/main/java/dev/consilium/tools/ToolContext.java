package dev.consilium.tools;

import dev.consilium.schemas.access.Scope;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/** The caller, as a tool sees it: era, version and transport are none of its business. */
public interface ToolContext {
  /** Whose key made the call; repeats are recognised within one principal. */
  String principal();

  /** Whether the caller was granted the scope. */
  boolean may(Scope scope);

  /** Name of the client program: the agent's name where the call gives none. */
  String clientName();

  /** Tells the caller how far the work is, if it asked to be told. Values must grow. */
  void progress(double progress, @Nullable Double total, String message);

  /** Tells the caller what happens, if it asked for messages of this level. */
  void log(LogLevel level, String logger, JsonNode data);

  Inputs inputs();

  /**
   * Lets a caller hang up that waits on a stream, and come back for the answer. Where that is not
   * possible, it goes on waiting.
   */
  void releaseStream();

  /**
   * Lets the call outlive its request, if the client can look for its end by itself: it gets the
   * name of the call at once, and polls. False when the client has to wait, as it does for any
   * call.
   */
  boolean becomeTask();

  Cancellation cancellation();
}
