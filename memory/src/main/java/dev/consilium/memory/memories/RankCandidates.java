package dev.consilium.memory.memories;

import java.time.Instant;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Weighs candidates by what they stand beside and by their standing. */
final class RankCandidates {
  /** So far what stands beside a memory tells of it. */
  private static final int REACH = 2;

  private final SearchWeights weights;
  private final Instant now;

  RankCandidates(SearchWeights weights, Instant now) {
    this.weights = weights;
    this.now = now;
  }

  /** The best first. */
  List<Candidate> rank(Map<Long, Candidate> candidates) {
    Map<Long, double[]> best = new HashMap<>();
    for (Candidate candidate : candidates.values()) {
      if (candidate.source() != Source.UNKNOWN) {
        double[] two = best.computeIfAbsent(candidate.source(), _ -> new double[2]);
        if (candidate.fit() > two[0]) {
          two[1] = two[0];
          two[0] = candidate.fit();
        } else {
          two[1] = Math.max(two[1], candidate.fit());
        }
      }
    }
    for (Candidate candidate : candidates.values()) {
      double[] two = best.getOrDefault(candidate.source(), new double[2]);
      double others = candidate.fit() == two[0] ? two[1] : two[0];
      candidate.weigh(beside(candidate, candidates), others, weights, now);
    }
    return candidates.values().stream()
        .sorted(
            Comparator.comparingDouble(Candidate::score)
                .reversed()
                .thenComparingLong(Candidate::memory))
        .toList();
  }

  /** The fit of what was written down right before and after; half of it one further. */
  private static double beside(Candidate candidate, Map<Long, Candidate> candidates) {
    double beside = 0;
    for (int distance = -REACH; distance <= REACH; distance++) {
      Candidate other = candidates.get(candidate.memory() + distance);
      if (distance != 0 && other != null && other.isOfOnePieceWith(candidate)) {
        beside = Math.max(beside, other.fit() / Math.abs(distance));
      }
    }
    return beside;
  }
}
