package dev.consilium.memory.councils;

import java.math.BigDecimal;
import org.jspecify.annotations.Nullable;

/**
 * How far language models take the seats of a council.
 *
 * @param hosted whether the host lets its own take the seats that no agent has
 * @param maxTokens at so many it pauses
 * @param tokens what models read and wrote so far
 * @param cost what that cost, as far as prices are known
 */
public record Hosting(boolean hosted, @Nullable Integer maxTokens, int tokens, BigDecimal cost) {
  static final Hosting NONE = new Hosting(false, null, 0, BigDecimal.ZERO);
}
