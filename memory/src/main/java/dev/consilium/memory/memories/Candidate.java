package dev.consilium.memory.memories;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/** A memory that may be a hit, by its best passage. */
final class Candidate {
  /** What is written down within this time of each other belongs together. */
  private static final Duration OF_ONE_PIECE = Duration.ofMinutes(10);

  private static final double LINKS_TOLD = 0.5;

  private final long memory;
  private final long source;
  private final int importance;
  private final int helpful;
  private final Instant created;
  private final Instant updated;

  private final Set<String> why = new TreeSet<>();
  private int passage;
  private double fit = -1;
  private double score;

  Candidate(
      long memory, long source, int importance, int helpful, Instant created, Instant updated) {
    this.memory = memory;
    this.source = source;
    this.importance = importance;
    this.helpful = helpful;
    this.created = created;
    this.updated = updated;
  }

  void passage(int number, double fit, Set<String> why) {
    if (fit > this.fit) {
      this.passage = number;
      this.fit = fit;
      this.why.clear();
      this.why.addAll(why);
    }
  }

  boolean isOfOnePieceWith(Candidate other) {
    return other.source == source
        && Duration.between(other.created, created).abs().compareTo(OF_ONE_PIECE) <= 0;
  }

  /**
   * Weighs the fit by that of what stands beside it, of the rest from the same source, and by the
   * memory's standing.
   */
  void weigh(double beside, double group, SearchWeights weights, Instant now) {
    double context = weights.context() * beside + weights.group() * group;
    if (context > LINKS_TOLD * fit) {
      why.add("links");
    }
    score = (fit + context) / (1 + weights.context() + weights.group()) * standing(weights, now);
  }

  private double standing(SearchWeights weights, Instant now) {
    double days = Math.max(0, Duration.between(updated, now).toHours() / 24.0);
    double recent = Math.pow(0.5, days / weights.halfLifeDays());
    double important = (importance - 1) / 4.0;
    double proved = 0.5 + 0.5 * helpful / (1.0 + Math.abs(helpful));
    return 1
        - weights.recency() * (1 - recent)
        - weights.importance() * (1 - important)
        - weights.helpful() * (1 - proved);
  }

  long memory() {
    return memory;
  }

  long source() {
    return source;
  }

  int passage() {
    return passage;
  }

  double fit() {
    return fit;
  }

  double score() {
    return score;
  }

  List<String> why() {
    return List.copyOf(why);
  }
}
