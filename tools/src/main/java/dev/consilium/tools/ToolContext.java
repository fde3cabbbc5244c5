package dev.consilium.tools;

import org.jspecify.annotations.Nullable;

/** The caller, as a tool sees it: era, version and transport are none of its business. */
public interface ToolContext {
  /** Whose key made the call; repeats are recognised within one principal. */
  String principal();

  /** Name of the client program: the agent's name where the call gives none. */
  String clientName();

  /** Tells the caller how far the work is, if it asked to be told. Values must grow. */
  void progress(double progress, @Nullable Double total, String message);

  Cancellation cancellation();
}
