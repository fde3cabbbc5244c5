package dev.consilium.memory.vectors;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.consilium.memory.TestDatabase;
import java.util.List;
import java.util.OptionalLong;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class ChromaIndexTest extends VectorIndexContract {
  private static ChromaServer server;

  private final String name = TestDatabase.fresh("test");
  private final Checkpoints checkpoints = new Checkpoints(TestDatabase.transactions());

  @BeforeAll
  static void start() throws Exception {
    server = ChromaServer.start();
  }

  @AfterAll
  static void stop() throws Exception {
    if (server != null) {
      server.close();
    }
  }

  @Override
  VectorIndex open() {
    return new ChromaIndex(server.url(), name, checkpoints);
  }

  @Test
  void oneProcessFeedsAtATime() {
    try (VectorIndex first = open();
        VectorIndex second =
            new ChromaIndex(server.url(), name, new Checkpoints(TestDatabase.transactions()))) {
      assertThat(first.feed()).isPresent();
      assertThat(second.feed()).isEmpty();
    }
  }

  @Test
  void isFedFromTheBeginningAfterItWasWiped() throws Exception {
    VectorIndex.Entry entry = new VectorIndex.Entry(1, 1, new float[] {1, 0});
    try (VectorIndex index = open()) {
      OptionalLong _ = index.feed();
      index.apply(List.of(entry), List.of(), 9);

      server.kill();
      assertThatThrownBy(() -> index.nearest(new float[] {1, 0}, null, 1))
          .isInstanceOf(VectorIndexException.class)
          .hasMessageContaining("does not answer");
      server.wipe();
      server.restart();

      assertThat(index.feed()).isEqualTo(OptionalLong.of(0));
      index.apply(List.of(entry), List.of(), 9);
      assertThat(index.nearest(new float[] {1, 0}, null, 1)).containsOnlyKeys(1L);
    }
  }
}
