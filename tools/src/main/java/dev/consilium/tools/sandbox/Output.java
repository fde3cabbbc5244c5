package dev.consilium.tools.sandbox;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;

/** What a program printed: the head and the tail of it, however much it is. Thread-safe. */
final class Output {
  private final int headRoom;
  private final ByteArrayOutputStream head = new ByteArrayOutputStream();
  private final byte[] tail;
  private long total;

  /** Keeps three quarters of the room for the head. */
  Output(int room) {
    this.headRoom = room * 3 / 4;
    this.tail = new byte[room - headRoom];
  }

  synchronized void add(byte[] data) {
    int toHead = Math.min(data.length, headRoom - head.size());
    head.write(data, 0, toHead);
    // Of what is more than the tail holds only the end would stay.
    for (int i = Math.max(toHead, data.length - tail.length); i < data.length; i++) {
      tail[(int) ((total + i - headRoom) % tail.length)] = data[i];
    }
    total += data.length;
  }

  synchronized long total() {
    return total;
  }

  synchronized boolean isCut() {
    return total > headRoom + tail.length;
  }

  /** As text; bytes that are no UTF-8, and the character 0, become U+FFFD. */
  synchronized String text() {
    long inTail = Math.max(0, total - headRoom);
    String begin = text(head.toByteArray());
    if (inTail == 0) {
      return begin;
    }
    if (inTail <= tail.length) {
      ByteArrayOutputStream all = new ByteArrayOutputStream();
      all.writeBytes(head.toByteArray());
      all.write(tail, 0, (int) inTail);
      return text(all.toByteArray());
    }
    byte[] end = new byte[tail.length];
    int oldest = (int) (inTail % tail.length);
    System.arraycopy(tail, oldest, end, 0, tail.length - oldest);
    System.arraycopy(tail, 0, end, tail.length - oldest, oldest);
    return begin + "\n… " + (inTail - tail.length) + " bytes left out …\n" + text(end);
  }

  private static String text(byte[] bytes) {
    return new String(bytes, StandardCharsets.UTF_8).replace('\0', '\uFFFD');
  }
}
