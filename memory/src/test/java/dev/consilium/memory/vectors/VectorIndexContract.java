package dev.consilium.memory.vectors;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.consilium.memory.vectors.VectorIndex.Entry;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What every index of vectors has to do. */
abstract class VectorIndexContract {
  private static final int DIMENSION = 32;

  private final Random random = new Random(7);
  private VectorIndex index;

  /** An index that was not there before, or what an earlier one of this test left. */
  abstract VectorIndex open();

  @BeforeEach
  void openFirst() {
    index = open();
  }

  @AfterEach
  void closeLast() {
    index.close();
  }

  private float[] vector() {
    float[] vector = new float[DIMENSION];
    double square = 0;
    for (int i = 0; i < DIMENSION; i++) {
      vector[i] = (float) random.nextGaussian();
      square += vector[i] * vector[i];
    }
    for (int i = 0; i < DIMENSION; i++) {
      vector[i] /= (float) Math.sqrt(square);
    }
    return vector;
  }

  private List<Entry> entries(int count) {
    List<Entry> entries = new ArrayList<>();
    for (int i = 1; i <= count; i++) {
      entries.add(new Entry(i, i % 3, vector()));
    }
    return entries;
  }

  private static double cosine(float[] a, float[] b) {
    double sum = 0;
    for (int i = 0; i < a.length; i++) {
      sum += a[i] * b[i];
    }
    return sum;
  }

  @Test
  void beginsEmpty() {
    assertThat(index.feed()).isEqualTo(OptionalLong.of(0));
    index.apply(List.of(), List.of(), 1);
    assertThat(index.count()).isZero();
    assertThat(index.nearest(vector(), null, 5)).isEmpty();
  }

  @Test
  void findsTheNearestWithTheirCosine() {
    List<Entry> entries = entries(700);
    OptionalLong _ = index.feed();
    index.apply(entries, List.of(), 1);
    int found = 0;
    for (int i = 0; i < 50; i++) {
      float[] query = vector();
      Set<Long> exact = new HashSet<>();
      entries.stream()
          .sorted(Comparator.comparingDouble((Entry e) -> -cosine(query, e.vector())))
          .limit(10)
          .forEach(e -> exact.add(e.passage()));

      Map<Long, Double> nearest = index.nearest(query, null, 200);

      assertThat(nearest).hasSize(200);
      nearest.forEach((passage, similarity) ->
          assertThat(similarity)
              .isCloseTo(cosine(query, entries.get((int) (passage - 1)).vector()), within(1e-4)));
      exact.retainAll(nearest.keySet());
      found += exact.size();
    }
    assertThat(found / 500.0).isGreaterThanOrEqualTo(0.98);
  }

  @Test
  void findsThoseOfOneProject() {
    OptionalLong _ = index.feed();
    index.apply(entries(60), List.of(), 1);

    assertThat(index.nearest(vector(), 2L, 50).keySet())
        .hasSize(20)
        .allMatch(passage -> passage % 3 == 2);
  }

  @Test
  void findsThoseOfALargeAndOfASmallProject() {
    List<Entry> entries = new ArrayList<>();
    for (int i = 1; i <= 1_000; i++) {
      entries.add(new Entry(i, i % 100 == 0 ? 2 : i % 5 == 0 ? 3 : 1, vector()));
    }
    OptionalLong _ = index.feed();
    index.apply(entries, List.of(), 1);

    for (int i = 0; i < 10; i++) {
      float[] query = vector();
      assertFinds(entries, query, 1, 100);
      assertFinds(entries, query, 2, 100);
      assertFinds(entries, query, 3, 100);
    }
  }

  @Test
  void findsThoseOfAProjectThatIsFarFromTheQuestion() {
    List<Entry> entries = new ArrayList<>();
    for (int i = 1; i <= 400; i++) {
      float[] vector = vector();
      vector[0] = (i <= 300 ? -1 : 1) * Math.abs(vector[0]);
      entries.add(new Entry(i, i <= 300 ? 1 : 2, vector));
    }
    float[] query = new float[DIMENSION];
    query[0] = 1;
    OptionalLong _ = index.feed();
    index.apply(entries, List.of(), 1);

    for (int i = 0; i < 3; i++) {
      assertFinds(entries, query, 1, 50);
      assertFinds(entries, query, 2, 50);
    }
  }

  private void assertFinds(List<Entry> entries, float[] query, long project, int count) {
    List<Long> exact =
        entries.stream()
            .filter(entry -> entry.project() == project)
            .sorted(Comparator.comparingDouble(entry -> -cosine(query, entry.vector())))
            .map(Entry::passage)
            .toList();
    assertThat(index.nearest(query, project, count).keySet())
        .hasSize(Math.min(count, exact.size()))
        .isSubsetOf(exact)
        .containsAll(exact.subList(0, 5));
  }

  @Test
  void doublesNothing() {
    OptionalLong _ = index.feed();
    List<Entry> entries = entries(30);
    index.apply(entries, List.of(), 1);
    index.apply(entries, List.of(), 2);

    assertThat(index.count()).isEqualTo(30);
  }

  @Test
  void forgets() {
    OptionalLong _ = index.feed();
    List<Entry> entries = entries(30);
    index.apply(entries, List.of(), 1);
    index.apply(List.of(), List.of(1L, 2L, 999L), 2);

    assertThat(index.count()).isEqualTo(28);
    assertThat(index.nearest(entries.getFirst().vector(), null, 30)).doesNotContainKeys(1L, 2L);

    index.clear();
    assertThat(index.count()).isZero();
    assertThat(index.feed()).isEqualTo(OptionalLong.of(0));
  }

  @Test
  void goesOnWhereItStopped() {
    OptionalLong _ = index.feed();
    index.apply(entries(10), List.of(), 77);
    index.close();

    index = open();

    assertThat(index.feed()).isEqualTo(OptionalLong.of(77));
    assertThat(index.count()).isEqualTo(10);
  }
}
