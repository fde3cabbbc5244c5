package dev.consilium.tools.sandbox;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class FrameReaderTest {
  private final List<String> heard = new ArrayList<>();
  private final FrameReader reader =
      new FrameReader((type, payload) ->
          heard.add(type + " " + new String(payload, StandardCharsets.ISO_8859_1)));

  private static byte[] frame(char type, String payload) {
    byte[] bytes = payload.getBytes(StandardCharsets.ISO_8859_1);
    return ByteBuffer.allocate(5 + bytes.length)
        .put((byte) type)
        .putInt(bytes.length)
        .put(bytes)
        .array();
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 4, 5, 6, 100})
  void framesComeInAnyPieces(int piece) {
    byte[] all =
        ByteBuffer.allocate(23)
            .put(frame('O', "hello"))
            .put(frame('E', ""))
            .put(frame('D', "{}?"))
            .array();
    for (int i = 0; i < all.length; i += piece) {
      reader.read(Arrays.copyOfRange(all, i, Math.min(all.length, i + piece)));
    }

    assertThat(heard).containsExactly("STDOUT hello", "STDERR ", "DONE {}?");
  }

  @ParameterizedTest
  @ValueSource(chars = {'R', 'W', 'z', 0})
  void whatNoSupervisorSendsIsRefused(char type) {
    assertThatThrownBy(() -> reader.read(frame(type, "x")))
        .isInstanceOf(SandboxException.class)
        .hasMessageContaining("unknown type");
    assertThat(heard).isEmpty();
  }

  @Test
  void tooMuchIsRefusedBeforeItIsRead() {
    byte[] header = ByteBuffer.allocate(5).put((byte) 'O').putInt(Integer.MAX_VALUE).array();

    assertThatThrownBy(() -> reader.read(header)).isInstanceOf(SandboxException.class);
    byte[] negative = ByteBuffer.allocate(5).put((byte) 'O').putInt(-1).array();
    assertThatThrownBy(() -> new FrameReader((_, _) -> {}).read(negative))
        .isInstanceOf(SandboxException.class);
  }
}
