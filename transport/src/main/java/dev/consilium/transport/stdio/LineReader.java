package dev.consilium.transport.stdio;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.util.Arrays;

/**
 * Splits a stream into lines. A line that is too long is skipped to its end without being kept; a
 * last line needs no end.
 */
final class LineReader {
  sealed interface Line {
    /** What stands between two line ends; may be empty. */
    record Whole(ByteBuffer utf8) implements Line {}

    record TooLong() implements Line {}

    record EndOfInput() implements Line {}
  }

  private static final int BUFFER = 64 << 10;

  private final InputStream in;
  private final int limit;
  private final byte[] buffer = new byte[BUFFER];
  private int position;
  private int end;

  LineReader(InputStream in, int limit) {
    this.in = in;
    this.limit = limit;
  }

  Line next() throws IOException {
    byte[] line = new byte[0];
    int length = 0;
    boolean tooLong = false;
    boolean begun = false;
    while (true) {
      if (position == end && !fill()) {
        if (tooLong) {
          return new Line.TooLong();
        }
        return begun ? whole(line, length) : new Line.EndOfInput();
      }
      begun = true;
      int lineEnd = indexOfLineEnd();
      int stop = lineEnd < 0 ? end : lineEnd;
      int part = stop - position;
      tooLong = tooLong || part > limit - length;
      if (tooLong) {
        line = new byte[0];
        length = 0;
      } else {
        if (line.length < length + part) {
          line = Arrays.copyOf(line, capacity(line.length, length + part, lineEnd >= 0));
        }
        System.arraycopy(buffer, position, line, length, part);
        length += part;
      }
      position = lineEnd < 0 ? stop : stop + 1;
      if (lineEnd >= 0) {
        return tooLong ? new Line.TooLong() : whole(line, length);
      }
    }
  }

  private static Line whole(byte[] line, int length) {
    return new Line.Whole(ByteBuffer.wrap(line, 0, length));
  }

  private int capacity(int current, int needed, boolean isLast) {
    return isLast ? needed : Math.max(needed, Math.min(limit, 2 * current));
  }

  private boolean fill() throws IOException {
    int read = in.read(buffer);
    position = 0;
    end = Math.max(read, 0);
    return read > 0;
  }

  private int indexOfLineEnd() {
    for (int i = position; i < end; i++) {
      if (buffer[i] == '\n') {
        return i;
      }
    }
    return -1;
  }
}
