package dev.consilium.server.logging;

import java.io.ByteArrayOutputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import org.slf4j.Logger;

/** Takes what is printed, and logs it line by line. */
final class SaidLines extends OutputStream {
  private static final int LONGEST = 64 << 10;

  private final Logger log;
  private final ByteArrayOutputStream line = new ByteArrayOutputStream();

  SaidLines(Logger log) {
    this.log = log;
  }

  @Override
  public synchronized void write(int b) {
    if (b == '\n' || line.size() >= LONGEST) {
      String text = line.toString(StandardCharsets.UTF_8).stripTrailing();
      line.reset();
      if (!text.isEmpty()) {
        log.info("{}", text);
      }
    }
    if (b != '\n') {
      line.write(b);
    }
  }
}
