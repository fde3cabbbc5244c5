package dev.consilium.transport.http;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.util.List;

/** Bytes that were made once, to be sent to as many peers as want them. Immutable. */
public final class Parcel {
  private static final int TEXT_FRAME = 0x81;
  private static final int LONGEST_SHORT = 125;
  private static final int LENGTH_OF_TWO_BYTES = 126;
  private static final int LENGTH_OF_EIGHT_BYTES = 127;
  private static final int LONGEST_HEADER = 10;

  private final ByteBuf bytes;

  private Parcel(ByteBuf bytes) {
    this.bytes = bytes.asReadOnly();
  }

  /** A message of WebSocket for each of the texts, which are UTF-8. */
  public static Parcel frames(List<byte[]> texts) {
    int size = 0;
    for (byte[] text : texts) {
      size += text.length + LONGEST_HEADER;
    }
    ByteBuf frames = Unpooled.buffer(size);
    for (byte[] text : texts) {
      frames.writeByte(TEXT_FRAME);
      if (text.length <= LONGEST_SHORT) {
        frames.writeByte(text.length);
      } else if (text.length <= 0xFFFF) {
        frames.writeByte(LENGTH_OF_TWO_BYTES).writeShort(text.length);
      } else {
        frames.writeByte(LENGTH_OF_EIGHT_BYTES).writeLong(text.length);
      }
      frames.writeBytes(text);
    }
    return new Parcel(frames);
  }

  public static Parcel frame(String text) {
    return frames(List.of(text.getBytes(UTF_8)));
  }

  /** A part of an event stream, as it stands. */
  public static Parcel raw(List<byte[]> parts) {
    return new Parcel(Unpooled.wrappedBuffer(parts.toArray(byte[][]::new)));
  }

  public static Parcel raw(String text) {
    return raw(List.of(text.getBytes(UTF_8)));
  }

  /** How many bytes it has. */
  public int size() {
    return bytes.readableBytes();
  }

  /** For one receiver. */
  ByteBuf copy() {
    // Not counted: its memory is the collector's, so that a receiver's release does nothing to it.
    return Unpooled.unreleasableBuffer(bytes.duplicate());
  }
}
