package dev.consilium.server.engine;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import dev.consilium.memory.Database;
import dev.consilium.memory.UnavailableException;
import dev.consilium.memory.sessions.SessionNotes;
import dev.consilium.tools.LogLevel;
import java.util.Optional;
import java.util.function.UnaryOperator;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What is remembered of legacy sessions; one that asked for nothing costs nothing. Asked on an
 * event loop, so each node keeps it in memory, and hears of changes that another made.
 */
final class Sessions {
  private static final Logger log = LoggerFactory.getLogger(Sessions.class);

  /** Clients that never set a level hear of what matters. */
  private static final LogLevel DEFAULT_LEVEL = LogLevel.INFO;

  private static final int MAX_KNOWN = 1_000_000;
  private static final int MAX_URIS = 1_000;

  private final Cache<String, SessionNotes> known =
      Caffeine.newBuilder().expireAfterAccess(LegacyEra.SESSION_TTL).maximumSize(MAX_KNOWN).build();
  private final Optional<Database> shared;

  Sessions(Optional<Database> shared) {
    this.shared = shared;
  }

  private SessionNotes notes(String session) {
    return Optional.ofNullable(known.getIfPresent(session)).orElse(SessionNotes.NONE);
  }

  boolean hasEnded(String session) {
    return notes(session).ended();
  }

  LogLevel level(String session) {
    return Optional.ofNullable(notes(session).logLevel())
        .flatMap(LogLevel::of)
        .orElse(DEFAULT_LEVEL);
  }

  boolean isSubscribed(String session, String uri) {
    return notes(session).subscribed().contains(uri);
  }

  /** Ends a session on this node at once and on all others soon; may block, as do the next. */
  void end(String session) {
    change(session, SessionNotes::end);
  }

  void level(String session, LogLevel level) {
    change(session, notes -> notes.withLogLevel(level.text()));
  }

  void subscribe(String session, String uri) {
    change(
        session,
        notes -> {
          SessionNotes more = notes.with(uri);
          if (more.subscribed().size() > MAX_URIS) {
            throw Params.invalid("this session has " + MAX_URIS + " subscriptions already");
          }
          return more;
        });
  }

  void unsubscribe(String session, String uri) {
    change(session, notes -> notes.without(uri));
  }

  private void change(String session, UnaryOperator<SessionNotes> change) {
    if (shared.isPresent()) {
      known.put(session, shared.get().sessions().change(session, change));
    } else {
      known
          .asMap()
          .compute(session, (_, notes) -> change.apply(notes == null ? SessionNotes.NONE : notes));
    }
  }

  /** Looks again at a session that was changed; blocks. */
  void reload(String session) {
    shared.ifPresent(database -> {
      try {
        known.put(session, database.sessions().find(session));
      } catch (UnavailableException e) {
        // A resync follows when the database is back.
        log.warn("{}", e.getMessage());
      }
    });
  }

  /** Looks again at all; blocks. */
  void reload() {
    shared.ifPresent(database -> {
      try {
        known.putAll(database.sessions().all());
      } catch (UnavailableException e) {
        log.warn("{}", e.getMessage());
      }
    });
  }

  /** Whether a client of any node wants to hear of resources. */
  boolean anySubscribed() {
    return known.asMap().values().stream().anyMatch(notes -> !notes.subscribed().isEmpty());
  }
}
