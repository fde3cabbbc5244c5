package dev.consilium.tools.models;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.consilium.tools.models.ModelConfig.Place;
import java.math.BigDecimal;
import java.net.URI;
import java.time.Duration;
import java.util.Objects;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ModelConfigTest {
  @Test
  void modelsMayBeElsewhere() {
    assertThat(ModelConfig.parseModels("gpt-5-mini, qwen3@http://127.0.0.1:11434/v1"))
        .containsExactly(
            new Place("gpt-5-mini", Optional.empty()),
            new Place("qwen3", Optional.of(URI.create("http://127.0.0.1:11434/v1"))));
    assertThat(ModelConfig.parseModels("")).isEmpty();
    assertThatThrownBy(() -> ModelConfig.parseModels("@http://x/v1"))
        .hasMessageContaining("MODEL@ADDRESS");
  }

  @Test
  void limitsThatAreNotNamedStayAsTheyAre() {
    assertThat(ModelConfig.parseLimits("")).isEqualTo(ModelConfig.Limits.DEFAULT);
    assertThat(ModelConfig.parseLimits("deadline_seconds=5, retries=0, cost=0.75, lease_seconds=3"))
        .isEqualTo(
            new ModelConfig.Limits(
                Duration.ofSeconds(5),
                0,
                2_000,
                300_000,
                new BigDecimal("0.75"),
                4,
                Duration.ofSeconds(3)));
  }

  @ParameterizedTest
  @ValueSource(strings = {"tokens=0", "tokens=1.5", "token=5", "tokens", "tokens=-1", "councils=0"})
  void limitsThatCannotBeAreRefused(String text) {
    assertThatThrownBy(() -> ModelConfig.parseLimits(text))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining(text.startsWith("t") ? "tokens" : "councils");
  }

  @Test
  void pricesAreOfAMillionTokens() {
    ModelConfig.Price price =
        Objects.requireNonNull(
            ModelConfig.parsePrices("small=0.25/2,vendor/large:1=3/15").get("small"));

    assertThat(price.of(1_000, 500)).isEqualByComparingTo("0.00125");
    assertThatThrownBy(() -> ModelConfig.parsePrices("small=1"))
        .hasMessageContaining("MODEL=INPUT/OUTPUT")
        .hasMessageContaining("small=1");
  }

  @Test
  void thoughtsAreNotSaid() {
    assertThat(Spoken.of("<think>a\nb</think>\n Hello ")).isEqualTo("Hello");
    assertThat(Spoken.of("<thinking>never ended")).isEmpty();
  }
}
