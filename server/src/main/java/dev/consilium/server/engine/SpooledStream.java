package dev.consilium.server.engine;

import dev.consilium.memory.UnavailableException;
import dev.consilium.memory.sessions.StreamEvent;
import dev.consilium.memory.sessions.StreamStore;
import java.util.concurrent.LinkedBlockingQueue;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Brings the events of a stream into the database, for a client that went to another node. */
final class SpooledStream {
  private static final Logger log = LoggerFactory.getLogger(SpooledStream.class);

  private final StreamStore store;
  private final String stream;
  private final String session;
  private final LinkedBlockingQueue<StreamEvent> waiting = new LinkedBlockingQueue<>();

  private SpooledStream(StreamStore store, String stream, String session) {
    this.store = store;
    this.stream = stream;
    this.session = session;
  }

  static SpooledStream start(StreamStore store, String stream, String session) {
    SpooledStream spooled = new SpooledStream(store, stream, session);
    Thread.ofVirtual().name("spool-" + stream).start(spooled::run);
    return spooled;
  }

  /** Never blocks; after the last event nothing more is to come. */
  void add(StreamEvent event) {
    waiting.add(event);
  }

  private void run() {
    try {
      StreamEvent event;
      do {
        event = waiting.take();
        store.add(stream, session, event);
      } while (!event.isLast());
    } catch (UnavailableException e) {
      log.warn("A client that went to another node does not get its events: {}", e.getMessage());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
