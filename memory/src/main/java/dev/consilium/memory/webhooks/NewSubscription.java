package dev.consilium.memory.webhooks;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A subscription that is asked for; {@code types} sorted, empty for all; without a secret, one is
 * made.
 */
public record NewSubscription(
    String name,
    String url,
    Format format,
    @Nullable String project,
    List<String> types,
    @Nullable String chatId,
    @Nullable String secret) {
  public NewSubscription {
    types = List.copyOf(types);
  }

  /** Leaves the secrets out. */
  @Override
  public String toString() {
    return "NewSubscription[name=" + name + "]";
  }
}
