package dev.consilium.memory.webhooks;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** What is to be another; null for what stays. An empty project stands for all. */
public record SubscriptionChange(
    @Nullable String name,
    @Nullable String url,
    @Nullable String project,
    @Nullable List<String> types,
    @Nullable String chatId,
    @Nullable String secret,
    @Nullable Boolean active) {

  /** Leaves the secrets out. */
  @Override
  public String toString() {
    return "SubscriptionChange[name=" + name + "]";
  }
}
