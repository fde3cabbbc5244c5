package dev.consilium.transport.local;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.util.Arrays;
import java.util.Set;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Tells those who are connected what the server says on stderr. Who does not read it misses some:
 * it must hold up nobody, and the log file has it all.
 */
final class Diagnostics extends OutputStream {
  private static final int WAITING = 1_000;
  private static final byte[] END = {};

  private final Set<Reader> readers = ConcurrentHashMap.newKeySet();

  private static final class Reader {
    private final SocketChannel channel;
    private final BlockingQueue<byte[]> waiting = new ArrayBlockingQueue<>(WAITING);

    Reader(SocketChannel channel) {
      this.channel = channel;
    }

    void write() {
      try {
        for (byte[] said = waiting.take(); said.length > 0; said = waiting.take()) {
          for (ByteBuffer rest = ByteBuffer.wrap(said); rest.hasRemaining(); ) {
            int _ = channel.write(rest);
          }
        }
      } catch (IOException | InterruptedException e) {
        // It left.
      }
    }
  }

  /** Accepts a reader and tells it, until it ends its side. */
  void tell(SocketChannel channel) throws IOException, InterruptedException {
    Reader reader = new Reader(channel);
    readers.add(reader);
    try {
      // Once it misses nothing, and before anything else is written.
      Purpose.accept(channel);
      Thread writer = Thread.ofVirtual().name("diagnostics").start(reader::write);
      awaitEnd(channel);
      if (!reader.waiting.offer(END)) {
        writer.interrupt();
      }
      writer.join();
    } finally {
      readers.remove(reader);
    }
  }

  /** It has nothing to say. */
  private static void awaitEnd(SocketChannel channel) {
    ByteBuffer nothing = ByteBuffer.allocate(1);
    try {
      while (channel.read(nothing.clear()) >= 0) {
        // Reads on.
      }
    } catch (IOException e) {
      // It was killed, which is an end, too.
    }
  }

  @Override
  public void write(int b) {
    write(new byte[] {(byte) b}, 0, 1);
  }

  @Override
  public void write(byte[] bytes, int offset, int length) {
    if (readers.isEmpty() || length == 0) {
      return;
    }
    byte[] said = Arrays.copyOfRange(bytes, offset, offset + length);
    for (Reader reader : readers) {
      boolean _ = reader.waiting.offer(said);
    }
  }
}
