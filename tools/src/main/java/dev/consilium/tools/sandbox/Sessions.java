package dev.consilium.tools.sandbox;

import dev.consilium.tools.Cancellation;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** The sessions of this node. Thread-safe. */
final class Sessions implements AutoCloseable {
  private static final Duration PATIENCE = Duration.ofSeconds(60);

  private final SandboxLimits limits;
  private final InstantSource clock;
  private final Map<Key, Session> sessions = new LinkedHashMap<>();

  private record Key(String principal, String name) {}

  /** A session as its owner sees it. */
  record View(
      String name, Instant startedAt, Instant lastUsedAt, Instant expiresAt, boolean busy) {}

  Sessions(SandboxLimits limits, InstantSource clock) {
    this.limits = limits;
    this.clock = clock;
  }

  /**
   * The session of this name, new or known, for the caller alone until it gives it back.
   *
   * @throws RefusedProgram when there are too many, or it is busy for long
   */
  Session enter(String principal, String name, Cancellation cancellation)
      throws InterruptedException {
    while (true) {
      cancellation.check();
      Session session = find(principal, name);
      if (!session.busy.tryAcquire(PATIENCE.toMillis(), TimeUnit.MILLISECONDS)) {
        throw new RefusedProgram(
            "The session \""
                + name
                + "\" has been busy for "
                + PATIENCE.toSeconds()
                + " s; use another one, or none.");
      }
      if (isKnown(session)) {
        return session;
      }
      // Closed while this call waited for it.
      session.busy.release();
    }
  }

  private synchronized Session find(String principal, String name) {
    Key key = new Key(principal, name);
    Session known = sessions.get(key);
    if (known != null) {
      return known;
    }
    long own = sessions.keySet().stream().filter(k -> k.principal().equals(principal)).count();
    if (own >= limits.principalSessions()) {
      throw new RefusedProgram(
          "You have "
              + own
              + " sessions already ("
              + names(principal)
              + "); close one with sandbox_sessions, or use one of them.");
    }
    if (sessions.size() >= limits.sessions()) {
      throw new RefusedProgram(
          "All "
              + limits.sessions()
              + " sessions of this host are taken; run it without a session,"
              + " or try again later.");
    }
    Session created = new Session(principal, name, clock.instant());
    sessions.put(key, created);
    return created;
  }

  private String names(String principal) {
    return String.join(", ", list(principal).stream().map(View::name).toList());
  }

  private synchronized boolean isKnown(Session session) {
    return sessions.get(new Key(session.principal(), session.name())) == session;
  }

  /** Gives a session back; one that can run nothing more is gone. */
  void leave(Session session) {
    session.used(clock.instant());
    if (session.isFresh()) {
      forget(session);
    }
    session.busy.release();
  }

  private synchronized void forget(Session session) {
    sessions.remove(new Key(session.principal(), session.name()), session);
  }

  synchronized List<View> list(String principal) {
    return sessions.values().stream()
        .filter(session -> session.principal().equals(principal))
        .map(session ->
            new View(
                session.name(),
                session.begun(),
                session.lastUsed(),
                session.lastUsed().plus(limits.idle()),
                session.busy.availablePermits() == 0))
        .sorted(Comparator.comparing(View::startedAt))
        .toList();
  }

  /** Ends a session, and with it what runs there. Returns false if there is none of this name. */
  boolean close(String principal, String name) {
    Session removed;
    synchronized (this) {
      removed = sessions.remove(new Key(principal, name));
    }
    if (removed != null) {
      removed.end();
    }
    return removed != null;
  }

  /** Ends those that nobody used for their time. */
  void expire() {
    Instant before = clock.instant().minus(limits.idle());
    List<Session> expired = new ArrayList<>();
    synchronized (this) {
      sessions
          .values()
          .removeIf(session -> {
            boolean old = session.lastUsed().isBefore(before) && session.busy.tryAcquire();
            if (old) {
              expired.add(session);
            }
            return old;
          });
    }
    expired.forEach(session -> {
      session.end();
      session.busy.release();
    });
  }

  synchronized int count() {
    return sessions.size();
  }

  @Override
  public synchronized void close() {
    sessions.values().forEach(Session::end);
    sessions.clear();
  }
}
