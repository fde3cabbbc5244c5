package dev.consilium.memory.audit;

import dev.consilium.memory.UnavailableException;
import java.time.Duration;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The thread of a process that seals what waits, and now and then writes the head to the log. */
public final class AuditSealer implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(AuditSealer.class);
  private static final Duration BETWEEN_LOOKS = Duration.ofSeconds(1);
  private static final Duration BETWEEN_LOOKS_IDLE = Duration.ofSeconds(5);
  private static final Duration BETWEEN_HEADS = Duration.ofHours(1);

  private final AuditStore store;
  private final Thread thread;
  private volatile boolean closed;
  private boolean troubled;
  private long nextHead = System.nanoTime();

  public AuditSealer(AuditStore store) {
    this.store = store;
    this.thread = Thread.ofVirtual().name("audit-sealer").unstarted(this::run);
  }

  public void start() {
    thread.start();
  }

  private void run() {
    try {
      while (!closed) {
        Thread.sleep(look() ? BETWEEN_LOOKS : BETWEEN_LOOKS_IDLE);
      }
    } catch (InterruptedException e) {
      // Closed.
    }
  }

  /** Returns whether there was anything to do. */
  private boolean look() {
    try {
      int sealed = store.sealSome();
      boolean some = sealed > 0;
      while (sealed == SealEntries.AT_ONCE && !closed) {
        sealed = store.sealSome();
      }
      if (some && System.nanoTime() - nextHead >= 0) {
        nextHead = System.nanoTime() + BETWEEN_HEADS.toNanos();
        // In a log that is kept elsewhere it proves later that nothing was cut off.
        log.info("Audit log at {}", store.head());
      }
      troubled = false;
      return some;
    } catch (UnavailableException e) {
      if (!closed) {
        log.debug("The audit log waits for the database", e);
      }
    } catch (RuntimeException e) {
      if (!closed && !troubled) {
        log.error("Entries wait for their place in the audit log; trying again", e);
      }
      troubled = true;
    }
    return false;
  }

  @Override
  public void close() {
    closed = true;
    thread.interrupt();
  }
}
