package dev.consilium.memory.memories;

import dev.consilium.memory.Cursors;
import dev.consilium.memory.memories.SelectMatches.Match;
import dev.consilium.memory.vectors.Vectors.Near;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.LongStream;
import org.jooq.DSLContext;
import org.jspecify.annotations.Nullable;

/**
 * Finds memories by their words (BM25 over passages) and by what a vector index found near, the two
 * normalised and added; then what was written down beside a good hit, recent, important and helpful
 * memories gain, and what says nearly the same is folded into one.
 */
final class SearchMemories {
  /** Nobody pages further. */
  private static final int MAX_HITS = 200;

  private final DSLContext dsl;
  private final @Nullable Long project;
  private final MemoryFilter filter;
  private final SearchWeights weights;
  private final Instant now;

  SearchMemories(
      DSLContext dsl,
      @Nullable Long project,
      MemoryFilter filter,
      SearchWeights weights,
      Instant now) {
    this.dsl = dsl;
    this.project = project;
    this.filter = filter;
    this.weights = weights;
    this.now = now;
  }

  /** {@code near}: the passages that are near in meaning. */
  MemoryPage page(String query, Near near, @Nullable String cursor, int limit) {
    int from = cursor == null ? 0 : (int) Math.min(MAX_HITS, Cursors.number(cursor));
    QueryWords words = QueryWords.of(dsl, query, project, now, weights);
    List<Candidate> ranked = ranked(words, near);
    List<MemoryHit> hits =
        new FoldHits(dsl)
            .fold(ranked.stream().limit(Math.min(MAX_HITS, from + 2 * limit + 10)).toList());
    int to = Math.min(hits.size(), from + limit);
    if (from >= to) {
      return new MemoryPage(List.of(), List.of(), false, near.notice());
    }
    return new MemoryPage(
        hits.subList(from, to),
        LongStream.rangeClosed(from + 1, to).mapToObj(Cursors::of).toList(),
        to < hits.size(),
        near.notice());
  }

  private List<Candidate> ranked(QueryWords words, Near near) {
    List<Match> matches = new SelectMatches(dsl, project, filter).of(words, near);
    new ScorePassages(words, weights).score(matches);
    Map<Long, Candidate> candidates = new HashMap<>();
    matches.forEach(match -> candidates.put(match.candidate().memory(), match.candidate()));
    return new RankCandidates(weights, now).rank(candidates);
  }
}
