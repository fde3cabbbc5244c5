package dev.consilium.memory.vectors;

import dev.consilium.memory.embedding.EmbeddingModel;
import dev.consilium.memory.embedding.TextRefusedException;
import dev.consilium.memory.vectors.Outbox.Waiting;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Embeds passages together. When the model refuses them, they are halved until those that it does
 * not take stand alone.
 */
final class EmbedPassages {
  private static final Logger log = LoggerFactory.getLogger(EmbedPassages.class);

  /**
   * The vectors of {@code passages}, in their order.
   *
   * @param refused what the model will not take
   */
  record Embedded(List<Waiting> passages, List<float[]> vectors, List<Waiting> refused) {}

  private final EmbeddingModel model;
  private final Set<Long> told = new HashSet<>();

  EmbedPassages(EmbeddingModel model) {
    this.model = model;
  }

  Embedded embed(List<Waiting> passages) {
    Embedded embedded = new Embedded(new ArrayList<>(), new ArrayList<>(), new ArrayList<>());
    try {
      add(passages, embedded);
    } catch (TextRefusedException e) {
      // A server that refuses whatever it is given is set up wrongly.
      var _ = model.passages(List.of("Passage " + passages.getFirst().passage()));
      split(passages, e, embedded);
    }
    return embedded;
  }

  private void add(List<Waiting> passages, Embedded embedded) {
    embedded.vectors().addAll(model.passages(passages.stream().map(Waiting::text).toList()));
    embedded.passages().addAll(passages);
  }

  private void split(List<Waiting> refused, TextRefusedException reason, Embedded embedded) {
    if (refused.size() == 1) {
      Waiting passage = refused.getFirst();
      embedded.refused().add(passage);
      if (told.add(passage.passage())) {
        log.warn("Passage {} is found by words only: {}", passage.passage(), reason.getMessage());
      }
      return;
    }
    int middle = refused.size() / 2;
    for (List<Waiting> half :
        List.of(refused.subList(0, middle), refused.subList(middle, refused.size()))) {
      try {
        add(half, embedded);
      } catch (TextRefusedException e) {
        split(half, e, embedded);
      }
    }
  }
}
