package dev.consilium.memory.councils;

import java.math.BigDecimal;

/** What a question to a language model took. */
public record ModelUse(
    String model, int inputTokens, int outputTokens, BigDecimal cost, long millis) {
  int tokens() {
    return inputTokens + outputTokens;
  }
}
