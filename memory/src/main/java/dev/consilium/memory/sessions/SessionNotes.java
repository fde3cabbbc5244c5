package dev.consilium.memory.sessions;

import java.util.HashSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What a client asked to be remembered of its session.
 *
 * @param logLevel as it stands in the protocol
 * @param subscribed URIs of resources
 */
public record SessionNotes(boolean ended, @Nullable String logLevel, Set<String> subscribed) {
  /** Of a session that asked for nothing. */
  public static final SessionNotes NONE = new SessionNotes(false, null, Set.of());

  public SessionNotes {
    subscribed = Set.copyOf(subscribed);
  }

  public SessionNotes end() {
    return new SessionNotes(true, null, Set.of());
  }

  public SessionNotes withLogLevel(String level) {
    return new SessionNotes(ended, level, subscribed);
  }

  public SessionNotes with(String uri) {
    Set<String> more = new HashSet<>(subscribed);
    more.add(uri);
    return new SessionNotes(ended, logLevel, more);
  }

  public SessionNotes without(String uri) {
    Set<String> fewer = new HashSet<>(subscribed);
    fewer.remove(uri);
    return new SessionNotes(ended, logLevel, fewer);
  }
}
