package dev.consilium.server.engine;

import dev.consilium.memory.sessions.StreamEvent;
import dev.consilium.memory.sessions.StreamStore;
import dev.consilium.schemas.rpc.RpcCodec;
import dev.consilium.schemas.rpc.RpcMessage;
import dev.consilium.transport.Reply;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A reply whose stream outlives its connection (MCP 2025-11-25): events are numbered and kept, so
 * that a client that lost the connection, or was told to hang up, goes on where it was. A client
 * that leaves before the first event cannot come back, and its call is cancelled.
 */
final class ResumableReply implements Reply {
  /** When to come back: soon enough for people, seldom enough for the server. */
  private static final Duration RETRY = Duration.ofSeconds(1);

  /** Older events are lost for a client that comes back too late. */
  private static final int MAX_EVENTS = 256;

  private record Event(int number, RpcMessage message, boolean isLast) {
    StreamEvent stored() {
      return new StreamEvent(number, RpcCodec.text(message), isLast);
    }
  }

  private final ReplayLog log;
  private final String session;
  private final Deque<Event> events = new ArrayDeque<>();
  private @Nullable Reply connection;

  /** Few calls need a stream: made when the first event opens it. */
  private @Nullable String name;

  private @Nullable SpooledStream spool;
  private int next;
  private boolean over;

  ResumableReply(ReplayLog log, String session, Reply connection) {
    this.log = log;
    this.session = session;
    this.connection = connection;
  }

  /** Of a reply that has a stream. */
  String name() {
    return Objects.requireNonNull(name);
  }

  String session() {
    return session;
  }

  private boolean hasStream() {
    return next > 0;
  }

  private void openStream() {
    if (!hasStream()) {
      name = UUID.randomUUID().toString();
      log.keep(this);
      if (connection != null) {
        connection.prime(ReplayLog.eventId(name(), next), RETRY);
      }
      next++;
    }
  }

  private void event(RpcMessage message, boolean isLast) {
    Event event = new Event(next++, message, isLast);
    if (events.size() == MAX_EVENTS) {
      var _ = events.removeFirst();
    }
    events.addLast(event);
    if (spool != null) {
      spool.add(event.stored());
    }
    if (connection != null) {
      connection.send(message, ReplayLog.eventId(name(), event.number()));
    }
  }

  @Override
  public synchronized void send(RpcMessage message) {
    if (!over) {
      openStream();
      event(message, false);
    }
  }

  @Override
  public synchronized void finish(RpcMessage.Response response, Map<String, String> headers) {
    if (over) {
      return;
    }
    over = true;
    if (!hasStream() && connection != null) {
      connection.finish(response, headers);
    } else {
      event(response, true);
      hangUp();
    }
  }

  @Override
  public synchronized void accept() {
    if (!over && spool != null) {
      spool.add(new StreamEvent(next++, null, true));
    }
    over = true;
    hangUp();
  }

  @Override
  public synchronized void refuse(
      int httpStatus, RpcMessage.Failure failure, Map<String, String> headers) {
    if (!over && !hasStream() && connection != null) {
      over = true;
      connection.refuse(httpStatus, failure, headers);
    } else {
      finish(failure, Map.of());
    }
  }

  /** Ends the connection, not the call: the client comes back for the rest. */
  synchronized void release() {
    if (!over) {
      openStream();
      hangUp();
    }
  }

  private void hangUp() {
    if (connection != null) {
      connection.accept();
      connection = null;
    }
  }

  synchronized void resume(int lastNumber, Reply fresh) {
    hangUp();
    connection = fresh;
    fresh.onDisconnect(() -> left(fresh));
    for (Event event : events) {
      if (event.number() > lastNumber) {
        fresh.send(event.message(), ReplayLog.eventId(name(), event.number()));
      }
    }
    if (over) {
      hangUp();
    }
  }

  /** Its client went on at another node, which shall get all there is and all that comes. */
  synchronized void spool(StreamStore store) {
    if (spool == null) {
      hangUp();
      spool = SpooledStream.start(store, name(), session);
      for (Event event : events) {
        spool.add(event.stored());
      }
      if (over && (events.isEmpty() || !events.getLast().isLast())) {
        spool.add(new StreamEvent(next++, null, true));
      }
    }
  }

  private synchronized void left(Reply connectionThatLeft) {
    if (connectionThatLeft.equals(connection)) {
      connection = null;
    }
  }

  @Override
  public void onDisconnect(Runnable action) {
    Reply first;
    synchronized (this) {
      first = connection;
    }
    if (first != null) {
      first.onDisconnect(() -> {
        boolean comesBack;
        synchronized (this) {
          comesBack = hasStream();
          left(first);
        }
        if (!comesBack) {
          action.run();
        }
      });
    }
  }
}
