package dev.consilium.schemas.json;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class NamesTest {
  @Test
  void theNearestNameIsMeantHoweverItsWordsAreJoined() {
    List<String> flags = List.of("--home", "--tools", "--database-url", "--max-body-bytes");
    assertThat(Names.didYouMean("--tool", flags)).isEqualTo(" Did you mean \"--tools\"?");
    assertThat(Names.didYouMean("--database_uri", flags))
        .isEqualTo(" Did you mean \"--database-url\"?");
    assertThat(Names.didYouMean("depends-on", List.of("depends_on", "due")))
        .isEqualTo(" Did you mean \"depends_on\"?");
    assertThat(Names.didYouMean("--nothing-like-it", flags)).isEmpty();
  }
}
