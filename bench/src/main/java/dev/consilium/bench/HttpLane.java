package dev.consilium.bench;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * One connection that is kept, and in the legacy era its session: no more than a client has to do.
 */
final class HttpLane implements Lane {
  private static final String ACCEPT = "Accept: application/json, text/event-stream\r\n";

  private final Era era;
  private final Socket socket;
  private final InputStream in;
  private final OutputStream out;
  private @Nullable String session;
  private long id;

  private HttpLane(Era era, int port) throws IOException {
    this.era = era;
    this.socket = new Socket(InetAddress.getLoopbackAddress(), port);
    socket.setTcpNoDelay(true);
    this.in = new BufferedInputStream(socket.getInputStream());
    this.out = socket.getOutputStream();
  }

  static HttpLane open(Era era, int port) throws IOException {
    HttpLane lane = new HttpLane(era, port);
    if (era == Era.LEGACY) {
      var _ = lane.ask(Era.initialize());
      lane.post("", "{\"jsonrpc\":\"2.0\",\"method\":\"notifications/initialized\"}");
      var _ = lane.answer();
    }
    return lane;
  }

  /** A connection of its own for what the server says by itself in this session. */
  HttpLane listen() throws IOException {
    HttpLane stream = new HttpLane(era, socket.getPort());
    stream.session = session;
    stream.out.write(
        ("GET /mcp HTTP/1.1\r\nHost: 127.0.0.1\r\nAccept: text/event-stream\r\n"
                + stream.legacyHeaders()
                + "\r\n")
            .getBytes(ISO_8859_1));
    String status = stream.line();
    if (!status.startsWith("HTTP/1.1 200")) {
      throw new IOException("the stream was answered with " + status);
    }
    return stream;
  }

  /** Reads the stream up to a line that has this in it. */
  void await(String text) throws IOException {
    while (!line().contains(text)) {
      // Reads on.
    }
  }

  @Override
  public String ask(Request request) throws IOException {
    id++;
    post(headers(request), era.message(id, request));
    return request.checked(id, answer());
  }

  private String headers(Request request) {
    return switch (era) {
      case LEGACY -> legacyHeaders();
      case MODERN ->
          "MCP-Protocol-Version: "
              + era.version()
              + "\r\nMcp-Method: "
              + request.method()
              + (request.tool() == null ? "" : "\r\nMcp-Name: " + request.tool())
              + "\r\n";
    };
  }

  private String legacyHeaders() {
    return session == null
        ? ""
        : "MCP-Protocol-Version: " + era.version() + "\r\nMcp-Session-Id: " + session + "\r\n";
  }

  private void post(String headers, String message) throws IOException {
    byte[] body = message.getBytes(UTF_8);
    ByteArrayOutputStream bytes = new ByteArrayOutputStream(body.length + 300);
    bytes.writeBytes(
        ("POST /mcp HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Type: application/json\r\n"
                + ACCEPT
                + (headers.isEmpty() ? legacyHeaders() : headers)
                + "Content-Length: "
                + body.length
                + "\r\n\r\n")
            .getBytes(ISO_8859_1));
    bytes.writeBytes(body);
    bytes.writeTo(out);
  }

  private String answer() throws IOException {
    String status = line();
    int length = 0;
    for (String header = line(); !header.isEmpty(); header = line()) {
      String lower = header.toLowerCase(Locale.ROOT);
      if (lower.startsWith("content-length:")) {
        length = Integer.parseInt(header.substring(header.indexOf(':') + 1).strip());
      } else if (lower.startsWith("transfer-encoding:")) {
        throw new IOException("an answer in one piece was expected");
      } else if (lower.startsWith("mcp-session-id:")) {
        session = header.substring(header.indexOf(':') + 1).strip();
      }
    }
    String body = new String(in.readNBytes(length), UTF_8);
    if (!status.startsWith("HTTP/1.1 2")) {
      throw new IOException(status + ": " + body);
    }
    return body;
  }

  private String line() throws IOException {
    StringBuilder line = new StringBuilder();
    for (int next = in.read(); next != '\n'; next = in.read()) {
      if (next < 0) {
        throw new EOFException("the connection was closed");
      }
      if (next != '\r') {
        line.append((char) next);
      }
    }
    return line.toString();
  }

  @Override
  public void close() throws IOException {
    socket.close();
  }
}
