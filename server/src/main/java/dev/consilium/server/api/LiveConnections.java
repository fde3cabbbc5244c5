package dev.consilium.server.api;

import java.util.Map;

/** How many clients follow what happens, on this node. Called on any thread; does not block. */
public interface LiveConnections {
  int total();

  /** By the project that they follow; those that follow all are in {@link #total} only. */
  Map<String, Integer> byProject();

  /** Of a host that nobody can follow. */
  static LiveConnections none() {
    return new LiveConnections() {
      @Override
      public int total() {
        return 0;
      }

      @Override
      public Map<String, Integer> byProject() {
        return Map.of();
      }
    };
  }
}
