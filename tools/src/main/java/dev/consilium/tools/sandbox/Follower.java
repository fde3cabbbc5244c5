package dev.consilium.tools.sandbox;

import java.time.Duration;

/** Hears how a run goes, on the thread that waits for it. */
interface Follower {
  /**
   * Called a few times a second.
   *
   * @param printed bytes so far
   * @param news what was printed since the last call, shortened
   */
  void goesOn(Duration since, long printed, String news);
}
