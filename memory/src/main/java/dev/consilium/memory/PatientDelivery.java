package dev.consilium.memory;

import java.util.LinkedHashSet;
import java.util.SequencedSet;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Calls one subscriber on a thread of its own, so that it may wait while others hear on. What waits
 * for it twice is told once; where more waits than can be kept, it is told to look again.
 */
final class PatientDelivery implements Consumer<Change> {
  private static final Logger log = LoggerFactory.getLogger(PatientDelivery.class);
  static final int MOST = 10_000;

  private final Consumer<Change> subscriber;
  private final SequencedSet<Change> waiting = new LinkedHashSet<>();
  private boolean delivering;

  PatientDelivery(Consumer<Change> subscriber) {
    this.subscriber = subscriber;
  }

  @Override
  public synchronized void accept(Change change) {
    if (waiting.size() == MOST) {
      waiting.clear();
      waiting.add(new Change.Resync());
    }
    waiting.add(change);
    if (!delivering) {
      delivering = true;
      Thread.ofVirtual().name("changes").start(this::deliver);
    }
  }

  private void deliver() {
    while (true) {
      Change change;
      synchronized (this) {
        if (waiting.isEmpty()) {
          delivering = false;
          return;
        }
        change = waiting.removeFirst();
      }
      try {
        subscriber.accept(change);
      } catch (RuntimeException e) {
        log.error("a subscriber failed", e);
      }
    }
  }
}
