package dev.consilium.tools.notion;

import static org.assertj.core.api.Assertions.assertThat;

import dev.consilium.tools.notion.Batches.Batch;
import java.nio.charset.StandardCharsets;
import java.util.Collections;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class BatchesTest {
  private static final int BYTES = 500 * 1024;

  @Test
  void whatFitsGoesAtOnceWithItsChildren() {
    Blocks blocks = new Blocks().heading("H").item("one", new Blocks().text("a").all());

    Batch batch = only(Batches.of(blocks.all()));

    assertThat(batch.children()).hasSize(2);
    assertThat(batch.children().get(1).at("/bulleted_list_item/children")).hasSize(1);
    assertThat(batch.later()).isEmpty();
  }

  @Test
  void aHundredOfOneLevel() {
    Blocks blocks = new Blocks();
    IntStream.range(0, 250).forEach(i -> blocks.text("p" + i));

    List<Batch> batches = Batches.of(blocks.all());

    assertThat(batches).extracting(b -> b.children().size()).containsExactly(100, 100, 50);
    assertThat(batches.get(2).children().get(49).toString()).contains("p249");
  }

  @Test
  void manyChildrenFollowWhenTheirBlockIsThere() {
    Blocks children = new Blocks();
    IntStream.range(0, 150).forEach(i -> children.text("p" + i));
    Blocks blocks = new Blocks().text("before").folded("Protocol", children.all()).text("after");

    Batch batch = only(Batches.of(blocks.all()));

    assertThat(batch.children()).hasSize(3);
    assertThat(batch.children().get(1).path("heading_2").has("children")).isFalse();
    assertThat(batch.later()).containsOnlyKeys(1);
    assertThat(Collections.max(batch.later().values(), (a, b) -> a.size() - b.size()))
        .extracting(b -> b.children().size())
        .containsExactly(100, 50);
  }

  @Test
  void noMoreThanAThousandBlocksInAll() {
    Blocks points = new Blocks();
    IntStream.range(0, 90).forEach(i -> points.item("p" + i, List.of()));
    Blocks blocks = new Blocks();
    IntStream.range(0, 30).forEach(i -> blocks.item("a" + i, points.all()));

    List<Batch> batches = Batches.of(blocks.all());

    assertThat(batches).allMatch(b -> b.children().size() * 91 <= 1_000);
    assertThat(batches.stream().mapToInt(b -> b.children().size()).sum()).isEqualTo(30);
  }

  @Test
  void noMoreThanHalfAMegabyteInAnyScript() {
    Blocks blocks = new Blocks();
    IntStream.range(0, 20).forEach(i -> blocks.text("中".repeat(90_000)));

    List<Batch> batches = Batches.of(blocks.all());

    assertThat(batches)
        .allMatch(b -> b.children().toString().getBytes(StandardCharsets.UTF_8).length < BYTES);
    assertThat(batches.stream().mapToInt(b -> b.children().size()).sum()).isEqualTo(20);
  }

  @Test
  void aGreatTableBeginsWithARow() {
    List<String> row = List.of("x".repeat(60_000), "y".repeat(60_000));
    Blocks blocks = new Blocks().table(List.of("A", "B"), Collections.nCopies(10, row));

    Batch batch = only(Batches.of(blocks.all()));

    assertThat(batch.children().get(0).at("/table/children")).hasSize(1);
    assertThat(
            batch.later().values().stream()
                .flatMap(List::stream)
                .mapToInt(b -> b.children().size())
                .sum())
        .isEqualTo(10);
  }

  private static Batch only(List<Batch> batches) {
    assertThat(batches).hasSize(1);
    return batches.getFirst();
  }
}
