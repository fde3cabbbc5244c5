package dev.consilium.transport.stdio;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import org.jspecify.annotations.Nullable;

/** Lines of bytes; one that is too long is skipped to its end without being kept. */
final class LineReader {
  private static final int BUFFER = 64 << 10;
  private static final byte[] BYTE_ORDER_MARK = {(byte) 0xEF, (byte) 0xBB, (byte) 0xBF};

  sealed interface Line {
    record Whole(InputStream utf8) implements Line {}

    record TooLong(int limit) implements Line {}
  }

  private final InputStream in;
  private final int maxBytes;
  private final byte[] buffer = new byte[BUFFER];
  private int position;
  private int limit;

  LineReader(InputStream in, int maxBytes) {
    this.in = in;
    this.maxBytes = maxBytes;
  }

  /** The next line that is not blank, or null at the end. A last line without its end counts. */
  @Nullable Line next() throws IOException {
    while (true) {
      ByteArrayOutputStream line = new ByteArrayOutputStream();
      boolean tooLong = false;
      boolean ended = false;
      while (!ended) {
        if (position == limit) {
          limit = in.read(buffer);
          position = 0;
          if (limit < 0) {
            limit = 0;
            return tooLong
                ? new Line.TooLong(maxBytes)
                : isBlank(line.toByteArray()) ? null : whole(line);
          }
        }
        int from = position;
        while (position < limit && buffer[position] != '\n') {
          position++;
        }
        tooLong |= line.size() + (position - from) > maxBytes;
        if (tooLong) {
          line.reset();
        } else {
          line.write(buffer, from, position - from);
        }
        if (position < limit) {
          position++;
          ended = true;
        }
      }
      if (tooLong) {
        return new Line.TooLong(maxBytes);
      }
      if (!isBlank(line.toByteArray())) {
        return whole(line);
      }
    }
  }

  private static Line whole(ByteArrayOutputStream line) {
    byte[] bytes = line.toByteArray();
    boolean marked =
        bytes.length >= 3
            && bytes[0] == BYTE_ORDER_MARK[0]
            && bytes[1] == BYTE_ORDER_MARK[1]
            && bytes[2] == BYTE_ORDER_MARK[2];
    int skipped = marked ? BYTE_ORDER_MARK.length : 0;
    return new Line.Whole(new ByteArrayInputStream(bytes, skipped, bytes.length - skipped));
  }

  private static boolean isBlank(byte[] bytes) {
    for (byte b : bytes) {
      if (b != ' ' && b != '\t' && b != '\r') {
        return false;
      }
    }
    return true;
  }
}
