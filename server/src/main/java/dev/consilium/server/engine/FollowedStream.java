package dev.consilium.server.engine;

import dev.consilium.memory.UnavailableException;
import dev.consilium.memory.sessions.StreamEvent;
import dev.consilium.memory.sessions.StreamStore;
import dev.consilium.schemas.rpc.RpcCodec;
import dev.consilium.transport.Reply;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A stream that another node works on, as its client sees it here. */
final class FollowedStream {
  private static final Logger log = LoggerFactory.getLogger(FollowedStream.class);

  private final StreamStore store;
  private final String stream;
  private final String session;
  private final Reply connection;
  private int last;

  FollowedStream(
      StreamStore store, String stream, String session, int lastNumber, Reply connection) {
    this.store = store;
    this.stream = stream;
    this.session = session;
    this.last = lastNumber;
    this.connection = connection;
  }

  String stream() {
    return stream;
  }

  /** Sends what came since the last time; blocks. True when nothing more will come. */
  synchronized boolean look() {
    try {
      for (StreamEvent event : store.after(stream, session, last)) {
        last = event.number();
        String message = event.message();
        if (message != null) {
          connection.send(RpcCodec.ofText(message), ReplayLog.eventId(stream, event.number()));
        }
        if (event.isLast()) {
          connection.accept();
          return true;
        }
      }
    } catch (UnavailableException e) {
      // A resync follows when the database is back.
      log.warn("{}", e.getMessage());
    }
    return false;
  }
}
