package dev.consilium.transport.local;

import java.io.IOException;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.SocketChannel;
import java.nio.file.Path;

/** What a connection is for; its first byte. */
enum Purpose {
  /** Lines of JSON in both directions. */
  CONVERSATION('c'),
  /** What the server says on stderr, for as long as the connection lasts. */
  DIAGNOSTICS('d');

  private static final byte ACCEPTED = '+';

  private final byte code;

  Purpose(char code) {
    this.code = (byte) code;
  }

  /**
   * A connection that the server accepted for this.
   *
   * @throws IOException also when the server is about to end, and takes no more
   */
  SocketChannel connect(Path socket) throws IOException {
    SocketChannel channel = SocketChannel.open(UnixDomainSocketAddress.of(socket));
    try {
      send(channel, code);
      if (receive(channel) != ACCEPTED) {
        throw new ClosedChannelException();
      }
      return channel;
    } catch (IOException e) {
      channel.close();
      throw e;
    }
  }

  /** What the other end of a new connection wants. */
  static Purpose of(SocketChannel channel) throws IOException {
    int wanted = receive(channel);
    for (Purpose purpose : values()) {
      if (purpose.code == wanted) {
        return purpose;
      }
    }
    throw new IOException("a connection that begins with " + wanted);
  }

  static void accept(SocketChannel channel) throws IOException {
    send(channel, ACCEPTED);
  }

  private static void send(SocketChannel channel, byte code) throws IOException {
    int _ = channel.write(ByteBuffer.wrap(new byte[] {code}));
  }

  /** The next byte, or -1 at the end. */
  private static int receive(SocketChannel channel) throws IOException {
    ByteBuffer one = ByteBuffer.allocate(1);
    return channel.read(one) < 1 ? -1 : one.get(0);
  }
}
