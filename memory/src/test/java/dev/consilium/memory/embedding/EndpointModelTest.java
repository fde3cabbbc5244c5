package dev.consilium.memory.embedding;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class EndpointModelTest {
  private static EmbeddingModel model(EmbeddingServer server) {
    return new EmbeddingConfig("any-model", Optional.of(server.url()), Optional.of("k"))
        .open()
        .orElseThrow();
  }

  @Test
  void asksForManyAtOnceAndForEachTextOnce() {
    try (EmbeddingServer server = new EmbeddingServer();
        EmbeddingModel model = model(server)) {
      List<String> texts = new ArrayList<>();
      for (int i = 0; i < 100; i++) {
        texts.add("text " + "abcdefghij".charAt(i % 10) + " " + i);
      }
      List<float[]> vectors = model.passages(texts);

      assertThat(vectors).hasSize(100).allMatch(vector -> vector.length == 384);
      double square = 0;
      for (float x : vectors.getFirst()) {
        square += x * x;
      }
      assertThat(square).isCloseTo(1, within(1e-4));
      assertThat(server.requests()).isEqualTo(2);
      assertThat(server.key()).isEqualTo("Bearer k");
      assertThat(model.passages(texts).get(7)).isEqualTo(vectors.get(7));
      assertThat(server.requests()).isEqualTo(2);
      assertThat(model.query("one")).isEqualTo(model.query("one"));
      assertThat(server.requests()).isEqualTo(3);
    }
  }

  @Test
  void saysWhatIsWrong() {
    try (EmbeddingServer server = new EmbeddingServer();
        EmbeddingModel model = model(server)) {
      server.failWith(401);
      assertThatThrownBy(() -> model.query("x"))
          .isInstanceOf(EmbeddingException.class)
          .hasMessageContaining("401")
          .hasMessageContaining("embedding_api_key")
          .hasMessageNotContaining("Bearer");
    }
  }

  @Test
  void tellsATextThatIsRefusedFromAServerThatIsAway() {
    try (EmbeddingServer server = new EmbeddingServer();
        EmbeddingModel model = model(server)) {
      server.refuse("unspeakable");
      assertThatThrownBy(() -> model.passages(List.of("good", "unspeakable")))
          .isInstanceOf(TextRefusedException.class)
          .hasMessageContaining("400")
          .hasMessageNotContaining("unspeakable");
      assertThat(model.passages(List.of("good"))).hasSize(1);
      for (int status : new int[] {401, 403, 404, 408, 429, 500, 503}) {
        server.failWith(status);
        assertThatThrownBy(() -> model.query("x"))
            .isInstanceOf(EmbeddingException.class)
            .isNotInstanceOf(TextRefusedException.class);
      }
    }
  }
}
