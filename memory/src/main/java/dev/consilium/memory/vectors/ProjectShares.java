package dev.consilium.memory.vectors;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import java.time.Duration;
import java.util.OptionalInt;

/**
 * What share of the vectors near a question were of the project that was asked for, as the latest
 * searches saw it: by that a server which is slow to filter can be asked for more instead.
 */
final class ProjectShares {
  /** To ask for more costs more than to filter. */
  private static final int MOST = 2_000;

  /** Questions differ. */
  private static final double MARGIN = 1.3;

  private static final double OF_THE_LATEST = 0.2;

  /** A project that was too small to be met by chance may have grown. */
  private static final Duration KNOWN_FOR = Duration.ofMinutes(1);

  private static final int MAX_PROJECTS = 10_000;

  private final Cache<Long, Double> shares =
      Caffeine.newBuilder().maximumSize(MAX_PROJECTS).expireAfterWrite(KNOWN_FOR).build();

  /** How many of all projects to ask for to find so many of this one; empty if too many. */
  OptionalInt toAsk(long project, int count) {
    Double share = shares.getIfPresent(project);
    if (share == null || share == 1) {
      return OptionalInt.of(count);
    }
    double asked = Math.ceil(count * MARGIN / share);
    return asked <= MOST ? OptionalInt.of((int) asked) : OptionalInt.empty();
  }

  /** So many of those that were asked for were of the project. */
  void saw(long project, int found, int asked) {
    if (asked > 0) {
      double share = (double) found / asked;
      double _ =
          shares
              .asMap()
              .merge(project, share, (old, latest) -> old + OF_THE_LATEST * (latest - old));
    }
  }
}
