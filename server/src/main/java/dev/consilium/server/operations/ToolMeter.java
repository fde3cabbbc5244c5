package dev.consilium.server.operations;

/** Where the calls of one tool are counted. Called on any thread; must not block. */
@FunctionalInterface
public interface ToolMeter {
  ToolMeter NONE = (_, _) -> {};

  void ended(Outcome outcome, long nanos);
}
