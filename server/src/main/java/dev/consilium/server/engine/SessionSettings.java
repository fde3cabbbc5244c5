package dev.consilium.server.engine;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import dev.consilium.tools.LogLevel;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * What legacy clients asked this node to remember; a session that asked for nothing costs nothing.
 */
final class SessionSettings {
  /** Clients that never set a level hear of what matters. */
  private static final LogLevel DEFAULT_LEVEL = LogLevel.INFO;

  private static final int MAX_SESSIONS = 100_000;
  private static final int MAX_URIS = 1_000;

  private final Cache<String, LogLevel> levels;
  private final Cache<String, Set<String>> uris;

  SessionSettings(Duration idle) {
    levels = Caffeine.newBuilder().expireAfterAccess(idle).maximumSize(MAX_SESSIONS).build();
    uris = Caffeine.newBuilder().expireAfterAccess(idle).maximumSize(MAX_SESSIONS).build();
  }

  LogLevel level(String session) {
    return Optional.ofNullable(levels.getIfPresent(session)).orElse(DEFAULT_LEVEL);
  }

  void level(String session, LogLevel level) {
    levels.put(session, level);
  }

  void subscribe(String session, String uri) {
    Set<String> subscribed = uris.get(session, _ -> ConcurrentHashMap.newKeySet());
    if (subscribed.size() >= MAX_URIS && !subscribed.contains(uri)) {
      throw Params.invalid("this session has " + MAX_URIS + " subscriptions already");
    }
    subscribed.add(uri);
  }

  void unsubscribe(String session, String uri) {
    Set<String> subscribed = uris.getIfPresent(session);
    if (subscribed != null) {
      subscribed.remove(uri);
    }
  }

  boolean isSubscribed(String session, String uri) {
    Set<String> subscribed = uris.getIfPresent(session);
    return subscribed != null && subscribed.contains(uri);
  }

  void forget(String session) {
    levels.invalidate(session);
    uris.invalidate(session);
  }
}
