package dev.consilium.transport.stdio;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

final class LineReaderTest {
  @Test
  void splitsAtLineEnds() throws Exception {
    assertThat(read("a\nbc\r\n\n\ud83d\ude00\nlast", 10))
        .containsExactly("a", "bc\r", "", "\ud83d\ude00", "last");
    assertThat(read("", 10)).isEmpty();
    assertThat(read("a\n", 10)).containsExactly("a");
  }

  @Test
  void skipsWhatIsTooLong() throws Exception {
    String longest = "x".repeat(200_000);

    assertThat(read(longest + "\n" + longest + "y\nz\n" + longest + longest, 200_000))
        .containsExactly(longest, "too long", "z", "too long");
  }

  @Test
  void keepsNothingOfAnEndlessLine() throws Exception {
    long size = 2L << 30;
    InputStream endless =
        new InputStream() {
          private long left = size;

          @Override
          public int read() {
            throw new UnsupportedOperationException();
          }

          @Override
          public int read(byte[] buffer, int offset, int length) {
            int read = (int) Math.min(length, left);
            left -= read;
            return read == 0 ? -1 : read;
          }
        };

    assertThat(read(endless, 4 << 20)).containsExactly("too long");
  }

  @Test
  void takesBytesAsTheyCome() throws Exception {
    InputStream trickle =
        new ByteArrayInputStream("ab\ncd\n".getBytes(UTF_8)) {
          @Override
          public synchronized int read(byte[] buffer, int offset, int length) {
            return super.read(buffer, offset, 1);
          }
        };

    assertThat(read(trickle, 10)).containsExactly("ab", "cd");
  }

  private static List<String> read(String text, int limit) throws IOException {
    return read(new ByteArrayInputStream(text.getBytes(UTF_8)), limit);
  }

  private static List<String> read(InputStream in, int limit) throws IOException {
    LineReader reader = new LineReader(in, limit);
    List<String> lines = new ArrayList<>();
    while (true) {
      switch (reader.next()) {
        case LineReader.Line.Whole(ByteBuffer utf8) -> lines.add(UTF_8.decode(utf8).toString());
        case LineReader.Line.TooLong() -> lines.add("too long");
        case LineReader.Line.EndOfInput() -> {
          return lines;
        }
      }
    }
  }
}
