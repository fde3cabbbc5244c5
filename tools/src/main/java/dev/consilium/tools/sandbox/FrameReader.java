package dev.consilium.tools.sandbox;

import java.nio.ByteBuffer;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/** Puts frames together from the pieces in which a container's stdout comes. */
final class FrameReader {
  private static final int HEADER = 5;

  private final BiConsumer<FrameType, byte[]> listener;
  private final ByteBuffer header = ByteBuffer.allocate(HEADER);
  private @Nullable FrameType type;
  private ByteBuffer payload = ByteBuffer.allocate(0);

  FrameReader(BiConsumer<FrameType, byte[]> listener) {
    this.listener = listener;
  }

  /**
   * Takes the next piece, which is not kept.
   *
   * @throws SandboxException when this is nothing that a supervisor sends
   */
  void read(byte[] piece) {
    ByteBuffer rest = ByteBuffer.wrap(piece);
    while (rest.hasRemaining()) {
      if (type == null) {
        move(rest, header);
        if (!header.hasRemaining()) {
          begin();
        }
      } else {
        move(rest, payload);
      }
      FrameType complete = type;
      if (complete != null && !payload.hasRemaining()) {
        type = null;
        listener.accept(complete, payload.array());
      }
    }
  }

  private void begin() {
    FrameType begun = FrameType.received(header.get(0));
    int length = header.getInt(1);
    if (length < 0 || length > begun.longest()) {
      throw new SandboxException("The container sent a frame of " + length + " bytes.");
    }
    header.clear();
    type = begun;
    payload = ByteBuffer.allocate(length);
  }

  private static void move(ByteBuffer from, ByteBuffer to) {
    int count = Math.min(from.remaining(), to.remaining());
    to.put(from.slice(from.position(), count));
    from.position(from.position() + count);
  }
}
