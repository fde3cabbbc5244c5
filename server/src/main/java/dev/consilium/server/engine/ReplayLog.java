package dev.consilium.server.engine;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import dev.consilium.memory.Database;
import dev.consilium.transport.Reply;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Streams that a legacy client may come back to for a while: at this node, which keeps their
 * events, or at another, which asks for them. Only a stream that is asked for is ever written down.
 */
final class ReplayLog {
  private static final Duration KEPT = Duration.ofMinutes(5);
  private static final int MAX_STREAMS = 10_000;

  /** Between the random name of a stream and the number of an event. */
  private static final char SEPARATOR = '_';

  private static final int NAME_LENGTH = 36;

  private final Cache<String, ResumableReply> streams =
      Caffeine.newBuilder().expireAfterAccess(KEPT).maximumSize(MAX_STREAMS).build();
  private final Set<FollowedStream> followed = ConcurrentHashMap.newKeySet();
  private final Optional<Database> shared;

  ReplayLog(Optional<Database> shared) {
    this.shared = shared;
  }

  /** The reply to a call of a session, on a stream of its own once it needs one. */
  ResumableReply wrap(Session session, Reply reply) {
    return new ResumableReply(this, session.id(), reply);
  }

  /** From its first event on, the stream can be found. */
  void keep(ResumableReply stream) {
    streams.put(stream.name(), stream);
  }

  static String eventId(String stream, int number) {
    return stream + SEPARATOR + number;
  }

  /** Goes on after an event on a new connection; false when that is no event of a stream. */
  boolean resume(Session session, String lastEventId, Reply connection) {
    int separator = lastEventId.lastIndexOf(SEPARATOR);
    if (separator != NAME_LENGTH) {
      return false;
    }
    String name = lastEventId.substring(0, separator);
    try {
      int number = Integer.parseInt(lastEventId.substring(separator + 1));
      ResumableReply here = streams.getIfPresent(name);
      if (here == null) {
        return follow(session, name, number, connection);
      }
      if (!here.session().equals(session.id())) {
        return false;
      }
      here.resume(number, connection);
      return true;
    } catch (NumberFormatException e) {
      return false;
    }
  }

  private boolean follow(Session session, String name, int number, Reply connection) {
    shared.ifPresent(database -> {
      FollowedStream stream =
          new FollowedStream(database.streams(), name, session.id(), number, connection);
      followed.add(stream);
      connection.onDisconnect(() -> followed.remove(stream));
      database.streams().want(name);
      Thread.ofVirtual().name("follow-" + name).start(() -> look(stream));
    });
    return shared.isPresent();
  }

  /** Another node has a client of this stream. */
  void wanted(String name) {
    ResumableReply here = streams.getIfPresent(name);
    if (here != null) {
      shared.ifPresent(database -> here.spool(database.streams()));
    }
  }

  /** A stream has further events; blocks. */
  void grew(String name) {
    followed.stream().filter(stream -> stream.stream().equals(name)).forEach(this::look);
  }

  /** Any stream may have grown; blocks. */
  void lookAgain() {
    followed.forEach(this::look);
  }

  private void look(FollowedStream stream) {
    if (stream.look()) {
      followed.remove(stream);
    }
  }
}
