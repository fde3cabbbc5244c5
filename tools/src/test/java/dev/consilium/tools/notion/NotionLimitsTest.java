package dev.consilium.tools.notion;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.consilium.tools.RetryAfter;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class NotionLimitsTest {
  private static final InstantSource CLOCK =
      InstantSource.fixed(Instant.parse("2026-11-21T12:00:00Z"));

  @Test
  void whatIsNotNamedStays() {
    assertThat(NotionLimits.parse("rate=5,settle_ms=1"))
        .isEqualTo(
            new NotionLimits(
                5,
                NotionLimits.DEFAULT.concurrent(),
                NotionLimits.DEFAULT.timeoutMs(),
                1,
                NotionLimits.DEFAULT.lateMs(),
                NotionLimits.DEFAULT.backoffMs(),
                NotionLimits.DEFAULT.openMs()));
  }

  @ParameterizedTest
  @ValueSource(strings = {"rate", "rat=1", "rate=0", "rate=x", "rate=-1"})
  void whatIsWrongIsNamed(String text) {
    assertThatThrownBy(() -> NotionLimits.parse(text)).hasMessageContaining("rat");
  }

  @Test
  void pausesDoubleFourTimesWithFullJitter() {
    NotionLimits limits = NotionLimits.DEFAULT;
    assertThat(limits.backoff(0, 1)).isEqualTo(Duration.ofSeconds(1));
    assertThat(limits.backoff(3, 1)).isEqualTo(Duration.ofSeconds(8));
    assertThat(limits.backoff(3, 0.25)).isEqualTo(Duration.ofSeconds(2));
    assertThat(limits.backoff(3, 0)).isEqualTo(Duration.ZERO);
    assertThat(limits.backoff(1_000, 1)).isEqualTo(Duration.ofSeconds(16));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "0|PT0S",
        "7|PT7S",
        "1.5|PT1.5S",
        "86400|PT15M",
        "Sat, 21 Nov 2026 12:00:30 GMT|PT30S",
        "Sat, 21 Nov 2026 11:00:00 GMT|PT0S"
      })
  void retryAfterIsSecondsOrADate(String header, Duration expected) {
    assertThat(RetryAfter.of(Optional.of(header), CLOCK)).contains(expected);
  }

  @ParameterizedTest
  @ValueSource(strings = {"soon", "-1", ""})
  void anotherRetryAfterIsNone(String header) {
    assertThat(RetryAfter.of(Optional.of(header), CLOCK)).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "0123456789abcdef0123456789abcdef",
        "01234567-89AB-cdef-0123-456789abcdef",
        "https://www.notion.so/team/Log-0123456789abcdef0123456789abcdef?v=ffff"
      })
  void aDataSourceIsNamedByItsIdOrAddress(String text) {
    assertThat(NotionConfig.dataSource(text)).contains("01234567-89ab-cdef-0123-456789abcdef");
  }

  @Test
  void aBadTokenIsNotShown() {
    assertThatThrownBy(() -> NotionConfig.token("ntn_\u0441ecret"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageNotContaining("ecret");
    assertThatThrownBy(() -> NotionConfig.dataSource("decisions"))
        .hasMessageContaining("Copy data source ID");
  }
}
