package dev.consilium.server.conformance;

import dev.consilium.server.engine.Engine;
import org.jspecify.annotations.NullMarked;
import org.jspecify.annotations.Nullable;

/** Lets a tool tell of changes, through an engine that is made after it. */
@NullMarked
final class EngineChanges {
  volatile @Nullable Engine engine;

  void tools() {
    if (engine != null) {
      engine.toolsChanged();
    }
  }

  void prompts() {
    if (engine != null) {
      engine.promptsChanged();
    }
  }
}
