package dev.consilium.server.cli;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;

/** One GET to a local server that the JDK's HTTP client cannot reach: it knows no Unix sockets. */
final class UnixSocketHttp {
  private static final int MAX_BYTES = 1 << 20;

  private UnixSocketHttp() {}

  /** The body of the answer. HTTP/1.0, so that its end is the end of the connection. */
  static String get(Path socket, String path) throws IOException {
    try (SocketChannel channel = SocketChannel.open(StandardProtocolFamily.UNIX)) {
      boolean connected = channel.connect(UnixDomainSocketAddress.of(socket));
      if (!connected) {
        throw new IOException("not connected");
      }
      String request = "GET " + path + " HTTP/1.0\r\nHost: localhost\r\n\r\n";
      ByteBuffer out = ByteBuffer.wrap(request.getBytes(StandardCharsets.US_ASCII));
      while (out.hasRemaining()) {
        channel.write(out);
      }
      ByteArrayOutputStream answer = new ByteArrayOutputStream();
      ByteBuffer in = ByteBuffer.allocate(8192);
      while (channel.read(in) >= 0 && answer.size() < MAX_BYTES) {
        answer.write(in.array(), 0, in.position());
        in.clear();
      }
      String text = answer.toString(StandardCharsets.UTF_8);
      int body = text.indexOf("\r\n\r\n");
      if (body < 0) {
        throw new IOException("not HTTP");
      }
      return text.substring(body + 4);
    }
  }
}
