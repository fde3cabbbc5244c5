package dev.consilium.tools.sandbox;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class OutputTest {
  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  @Test
  void whatFitsIsWhole() {
    Output output = new Output(16);
    output.add(bytes("0123456789"));
    output.add(bytes("abcdef"));

    assertThat(output.text()).isEqualTo("0123456789abcdef");
    assertThat(output.isCut()).isFalse();
    assertThat(output.total()).isEqualTo(16);
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 3, 5, 7, 64})
  void headAndTailStay(int piece) {
    Output output = new Output(16);
    String all = "0123456789abcdefghijklmnopqrstuvwxyz";
    for (int i = 0; i < all.length(); i += piece) {
      output.add(bytes(all.substring(i, Math.min(all.length(), i + piece))));
    }

    assertThat(output.text()).isEqualTo("0123456789ab\n… 20 bytes left out …\nwxyz");
    assertThat(output.isCut()).isTrue();
    assertThat(output.total()).isEqualTo(36);
  }

  @Test
  void whatIsNoTextIsReplaced() {
    Output output = new Output(16);
    output.add(new byte[] {'a', 0, (byte) 0xC3, 'b', (byte) 0xFF});

    assertThat(output.text()).isEqualTo("a\uFFFD\uFFFDb\uFFFD");
  }

  @Test
  void aLetterThatCameInTwoPiecesIsOne() {
    Output output = new Output(16);
    output.add(new byte[] {(byte) 0xD0});
    output.add(new byte[] {(byte) 0x94});

    assertThat(output.text()).isEqualTo("Д");
  }
}
