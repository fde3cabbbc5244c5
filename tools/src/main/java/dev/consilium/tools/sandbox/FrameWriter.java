package dev.consilium.tools.sandbox;

import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;

/** What a container reads as its stdin: frames, and no end until it is closed. */
final class FrameWriter extends InputStream {
  /** No frame is empty. */
  private static final byte[] END = {};

  private final BlockingQueue<byte[]> waiting = new LinkedBlockingQueue<>();
  private ByteBuffer current = ByteBuffer.allocate(0);

  void send(FrameType type, byte[] payload) {
    ByteBuffer frame = ByteBuffer.allocate(5 + payload.length);
    frame.put(type.code()).putInt(payload.length).put(payload);
    waiting.add(frame.array());
  }

  void sendFile(String path, byte[] content) {
    byte[] name = path.getBytes(StandardCharsets.UTF_8);
    ByteBuffer payload = ByteBuffer.allocate(2 + name.length + content.length);
    payload.putShort((short) name.length).put(name).put(content);
    send(FrameType.FILE, payload.array());
  }

  @Override
  public int read(byte[] target, int offset, int length) {
    if (!current.hasRemaining()) {
      try {
        byte[] next = waiting.take();
        if (next.length == 0) {
          waiting.add(END);
          return -1;
        }
        current = ByteBuffer.wrap(next);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        return -1;
      }
    }
    int count = Math.min(length, current.remaining());
    current.get(target, offset, count);
    return count;
  }

  @Override
  public int read() {
    byte[] one = new byte[1];
    return read(one, 0, 1) < 0 ? -1 : one[0] & 0xFF;
  }

  @Override
  public void close() {
    waiting.add(END);
  }
}
