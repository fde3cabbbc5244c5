package dev.consilium.memory.webhooks;

import java.time.Instant;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Somebody who is told of what happens.
 *
 * @param url often holds a secret, as chats hand them out
 * @param project null for all
 * @param types empty for all
 * @param chatId of Telegram
 * @param secret what requests are signed with, as the receiver knows it
 * @param ended why it was switched off, unless a person did it
 * @param failures how often in a row the receiver failed
 * @param missed how many places of the feed were gone before they were read
 */
public record Subscription(
    long id,
    String name,
    String url,
    Format format,
    @Nullable String project,
    Set<String> types,
    @Nullable String chatId,
    String secret,
    boolean active,
    @Nullable String ended,
    long missed,
    int failures,
    long pending,
    long dead,
    Instant createdAt,
    Instant changedAt) {
  public Subscription {
    types = Set.copyOf(types);
  }

  /** Leaves the secrets out. */
  @Override
  public String toString() {
    return "Subscription[id=" + id + "]";
  }
}
