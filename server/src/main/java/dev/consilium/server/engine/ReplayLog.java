package dev.consilium.server.engine;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import dev.consilium.transport.Reply;
import java.time.Duration;
import java.util.Optional;
import java.util.UUID;

/** Streams of this node that a legacy client may come back to for a while. */
final class ReplayLog {
  private static final Duration KEPT = Duration.ofMinutes(5);
  private static final int MAX_STREAMS = 10_000;

  /** Between the random name of a stream and the number of an event. */
  private static final char SEPARATOR = '_';

  private final Cache<String, ResumableReply> streams =
      Caffeine.newBuilder().expireAfterAccess(KEPT).maximumSize(MAX_STREAMS).build();

  /** The reply to a call of a session, on a stream of its own once it needs one. */
  ResumableReply wrap(Session session, Reply reply) {
    return new ResumableReply(this, session.id(), UUID.randomUUID().toString(), reply);
  }

  /** From its first event on, the stream can be found. */
  void keep(ResumableReply stream) {
    streams.put(stream.name(), stream);
  }

  static String eventId(String stream, int number) {
    return stream + SEPARATOR + number;
  }

  /** Goes on after an event on a new connection; false when nothing is known of it any more. */
  boolean resume(Session session, String lastEventId, Reply connection) {
    int separator = lastEventId.lastIndexOf(SEPARATOR);
    if (separator < 0) {
      return false;
    }
    Optional<ResumableReply> stream =
        Optional.ofNullable(streams.getIfPresent(lastEventId.substring(0, separator)))
            .filter(s -> s.session().equals(session.id()));
    try {
      int number = Integer.parseInt(lastEventId.substring(separator + 1));
      stream.ifPresent(s -> s.resume(number, connection));
      return stream.isPresent();
    } catch (NumberFormatException e) {
      return false;
    }
  }
}
