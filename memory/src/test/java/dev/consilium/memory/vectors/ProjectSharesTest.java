package dev.consilium.memory.vectors;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.OptionalInt;
import org.junit.jupiter.api.Test;

class ProjectSharesTest {
  private final ProjectShares shares = new ProjectShares();

  @Test
  void asksForAsManyAsAreWantedUntilMoreIsKnown() {
    assertThat(shares.toAsk(1, 200)).isEqualTo(OptionalInt.of(200));

    shares.saw(1, 200, 200);

    assertThat(shares.toAsk(1, 200)).isEqualTo(OptionalInt.of(200));
  }

  @Test
  void asksForMoreWhereThereAreOthers() {
    shares.saw(1, 100, 200);

    assertThat(shares.toAsk(1, 200).orElseThrow()).isBetween(401, 800);
    assertThat(shares.toAsk(2, 200)).isEqualTo(OptionalInt.of(200));
  }

  @Test
  void givesUpOnASmallProject() {
    shares.saw(1, 2, 200);

    assertThat(shares.toAsk(1, 200)).isEmpty();
  }

  @Test
  void oneQuestionThatIsFarAwayChangesLittle() {
    shares.saw(1, 200, 200);
    shares.saw(1, 0, 200);

    assertThat(shares.toAsk(1, 200).orElseThrow()).isLessThan(400);
  }

  @Test
  void nothingFoundTellsNothing() {
    shares.saw(1, 0, 0);

    assertThat(shares.toAsk(1, 200)).isEqualTo(OptionalInt.of(200));
  }
}
