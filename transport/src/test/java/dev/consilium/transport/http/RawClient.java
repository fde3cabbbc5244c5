package dev.consilium.transport.http;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.util.Map;
import java.util.TreeMap;

/** An HTTP client that says exactly what it is told, on one connection. */
final class RawClient implements AutoCloseable {
  record Response(int status, Map<String, String> headers, String body) {}

  private static final int TIMEOUT = 15_000;

  private final Socket socket;
  private final InputStream in;

  RawClient(HttpServer server) throws IOException {
    socket = new Socket(server.address().getAddress(), server.address().getPort());
    socket.setSoTimeout(TIMEOUT);
    in = new BufferedInputStream(socket.getInputStream());
  }

  RawClient send(String text) throws IOException {
    return send(text.getBytes(UTF_8));
  }

  RawClient send(byte[] bytes) throws IOException {
    socket.getOutputStream().write(bytes);
    socket.getOutputStream().flush();
    return this;
  }

  RawClient post(String json) throws IOException {
    return post("", json.getBytes(UTF_8));
  }

  RawClient post(String moreHeaders, byte[] body) throws IOException {
    ByteArrayOutputStream request = new ByteArrayOutputStream();
    request.writeBytes(
        ("POST /mcp HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n"
                + "Accept: application/json, text/event-stream\r\n"
                + moreHeaders
                + "Content-Length: "
                + body.length
                + "\r\n\r\n")
            .getBytes(UTF_8));
    request.writeBytes(body);
    return send(request.toByteArray());
  }

  /** One whole response. */
  Response read() throws IOException {
    Response head = readHead();
    if ("chunked".equals(head.headers().get("transfer-encoding"))) {
      StringBuilder body = new StringBuilder();
      for (String chunk = readChunk(); !chunk.isEmpty(); chunk = readChunk()) {
        body.append(chunk);
      }
      return new Response(head.status(), head.headers(), body.toString());
    }
    int length = Integer.parseInt(head.headers().getOrDefault("content-length", "0"));
    return new Response(head.status(), head.headers(), new String(in.readNBytes(length), UTF_8));
  }

  Response readHead() throws IOException {
    String statusLine = line();
    Map<String, String> headers = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
    for (String line = line(); !line.isEmpty(); line = line()) {
      int colon = line.indexOf(':');
      headers.put(line.substring(0, colon), line.substring(colon + 1).strip());
    }
    return new Response(Integer.parseInt(statusLine.split(" ", 3)[1]), headers, "");
  }

  /** One chunk, the last one being empty. */
  String readChunk() throws IOException {
    int size = Integer.parseInt(line(), 16);
    String chunk = new String(in.readNBytes(size), UTF_8);
    line();
    return chunk;
  }

  /** The code of the frame that closes a WebSocket; what comes before it is skipped. */
  int readClose() throws IOException {
    while (true) {
      int opcode = in.read() & 0x0F;
      byte[] payload = in.readNBytes(in.read());
      if (opcode == 8) {
        return ((payload[0] & 0xFF) << 8) | (payload[1] & 0xFF);
      }
    }
  }

  /** True when the server ends the connection, however it does. */
  boolean isClosedByServer() throws IOException {
    try {
      return in.read() < 0;
    } catch (java.net.SocketTimeoutException e) {
      return false;
    } catch (IOException e) {
      return true;
    }
  }

  private String line() throws IOException {
    ByteArrayOutputStream line = new ByteArrayOutputStream();
    for (int b = in.read(); b != '\n'; b = in.read()) {
      if (b < 0) {
        throw new EOFException("after: " + line);
      }
      line.write(b);
    }
    return line.toString(UTF_8).strip();
  }

  @Override
  public void close() throws IOException {
    socket.close();
  }
}
