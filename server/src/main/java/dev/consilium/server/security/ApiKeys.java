package dev.consilium.server.security;

import com.github.benmanes.caffeine.cache.AsyncCache;
import com.github.benmanes.caffeine.cache.Caffeine;
import dev.consilium.memory.Database;
import dev.consilium.schemas.access.Principal;
import dev.consilium.schemas.access.Scope;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.HexFormat;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executors;

/**
 * Who holds a key. What the database said is remembered for a short while, by the key's hash: a
 * revoked key works no longer than that.
 */
final class ApiKeys {
  private static final Duration REMEMBERED = Duration.ofSeconds(30);
  private static final int MAX_REMEMBERED = 10_000;

  private static final Principal CONFIGURED = new Principal("configured", Scope.ALL);

  private final Optional<byte[]> configured;
  private final Database database;
  private final AsyncCache<String, Optional<Principal>> known =
      Caffeine.newBuilder()
          .expireAfterWrite(REMEMBERED)
          .maximumSize(MAX_REMEMBERED)
          .executor(Executors.newVirtualThreadPerTaskExecutor())
          .buildAsync();

  ApiKeys(Optional<String> configured, Database database) {
    this.configured = configured.map(ApiKeys::sha256);
    this.database = database;
  }

  /** The key's owner, or empty for a key that is not valid. Never blocks. */
  CompletableFuture<Optional<Principal>> principal(String key) {
    byte[] hash = sha256(key);
    if (configured.isPresent() && MessageDigest.isEqual(configured.get(), hash)) {
      return CompletableFuture.completedFuture(Optional.of(CONFIGURED));
    }
    return known.get(HexFormat.of().formatHex(hash), _ -> database.apiKeys().authenticate(key));
  }

  private static byte[] sha256(String text) {
    try {
      return MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }
}
