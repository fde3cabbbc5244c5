package dev.consilium.server.engine;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import dev.consilium.memory.Change;
import dev.consilium.memory.Changes;
import dev.consilium.memory.Database;
import dev.consilium.memory.UnavailableException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The sessions that clients ended, which all nodes refuse from then on. Asked on an event loop, so
 * each node keeps them in memory: they are few, and forgotten when they would have ended anyhow.
 */
public final class EndedSessions implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(EndedSessions.class);
  private static final int MAX_KNOWN = 1_000_000;

  private final Cache<String, Boolean> known =
      Caffeine.newBuilder().expireAfterWrite(LegacyEra.SESSION_TTL).maximumSize(MAX_KNOWN).build();
  private final @Nullable Database database;
  private final Changes.@Nullable Subscription subscription;

  private EndedSessions(@Nullable Database database) {
    this.database = database;
    this.subscription =
        database == null ? null : database.changes().subscribe(Changes.Topic.SESSIONS, this::heard);
  }

  /** Of one node that stands alone. */
  public static EndedSessions local() {
    return new EndedSessions(null);
  }

  /** Of all nodes on the database. */
  public static EndedSessions shared(Database database) {
    return new EndedSessions(database);
  }

  private void heard(Change change) {
    switch (change) {
      case Change.SessionEnded(String id) -> known.put(id, true);
      // On the thread that hears the news, which must not block.
      case Change.Resync _ -> Thread.ofVirtual().name("ended-sessions").start(this::load);
      case Change.TaskChanged _, Change.ProjectCreated _, Change.CallChanged _ -> {}
    }
  }

  private void load() {
    if (database != null) {
      try {
        database.sessions().ended().forEach(id -> known.put(id, true));
      } catch (UnavailableException e) {
        // A resync follows when the database is back.
        log.warn("{}", e.getMessage());
      }
    }
  }

  boolean contains(String session) {
    return known.getIfPresent(session) != null;
  }

  /** Ends a session on this node at once and on all others soon; may block. */
  void end(String session) {
    known.put(session, true);
    if (database != null) {
      database.sessions().end(session);
    }
  }

  @Override
  public void close() {
    if (subscription != null) {
      subscription.close();
    }
  }
}
