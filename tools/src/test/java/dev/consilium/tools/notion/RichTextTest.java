package dev.consilium.tools.notion;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.node.ArrayNode;

class RichTextTest {
  @Test
  void splitsWithoutTearingACharacter() {
    assertThat(RichText.split("ab😀cd", 3)).containsExactly("ab", "😀c", "d");
    assertThat(RichText.split("😀😀", 2)).containsExactly("😀", "😀");
    assertThat(RichText.split("", 3)).isEmpty();
  }

  @Test
  void aLongTextBecomesPiecesThatAddUp() {
    String text = "я😀".repeat(3_000);
    ArrayNode pieces = RichText.of(text);

    List<String> parts =
        pieces.valueStream().map(p -> p.path("text").path("content").asString("")).toList();
    assertThat(parts).allMatch(part -> part.length() <= RichText.PIECE).hasSizeLessThan(7);
    assertThat(String.join("", parts)).isEqualTo(text);
  }

  @Test
  void noMorePiecesThanNotionTakes() {
    assertThat(RichText.of("x".repeat(RichText.PIECE * (RichText.PIECES + 5)))).hasSize(100);
  }

  @Test
  void anAddressThatIsTooLongIsNoLink() {
    assertThat(RichText.linked("t", "https://a/" + "x".repeat(2_000)).toString())
        .doesNotContain("link");
    assertThat(RichText.linked("t", "https://a").get(0).at("/text/link/url").asString(""))
        .isEqualTo("https://a");
  }
}
