package dev.consilium.server.security;

import com.github.benmanes.caffeine.cache.Caffeine;
import com.github.benmanes.caffeine.cache.LoadingCache;
import dev.consilium.schemas.access.Principal;
import io.github.bucket4j.Bucket;
import java.time.Duration;
import java.util.Optional;

/**
 * How many requests each principal may send to this node. Everybody on this machine shares one
 * principal and has no limit: a limit would punish all for one.
 */
final class RateLimits {
  private static final int MAX_PRINCIPALS = 100_000;
  private static final Duration SECOND = Duration.ofSeconds(1);

  private final int perSecond;
  private final LoadingCache<String, Bucket> buckets;

  /** A limit of this many requests a second, of which two seconds' may come at once; 0 for none. */
  RateLimits(int perSecond) {
    this.perSecond = perSecond;
    this.buckets =
        Caffeine.newBuilder()
            .expireAfterAccess(Duration.ofMinutes(1))
            .maximumSize(MAX_PRINCIPALS)
            .build(_ -> bucket());
  }

  private Bucket bucket() {
    return Bucket.builder()
        .addLimit(limit -> limit.capacity(2L * perSecond).refillGreedy(perSecond, SECOND))
        .build();
  }

  /** After how long the principal may try again; empty when it need not wait. */
  Optional<Duration> wait(Principal principal) {
    if (perSecond == 0 || principal.equals(Principal.LOCAL)) {
      return Optional.empty();
    }
    var probe = buckets.get(principal.name()).tryConsumeAndReturnRemaining(1);
    return probe.isConsumed()
        ? Optional.empty()
        : Optional.of(Duration.ofNanos(probe.getNanosToWaitForRefill()));
  }
}
