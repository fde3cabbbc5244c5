package dev.consilium.transport.http;

import dev.consilium.transport.RequestHead;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** What a request for a WebSocket has to say, and what is answered (RFC 6455, section 4.2). */
final class WebSocketHandshake {
  static final String VERSION = "13";

  private static final String KEY_SUFFIX = "258EAFA5-E914-47DA-95CA-C5AB0DC85B11";
  private static final int KEY_BYTES = 16;

  private WebSocketHandshake() {}

  /** An answer other than the WebSocket. */
  record Refusal(int status, String message) {}

  static @Nullable Refusal refusal(RequestHead head) {
    if (!head.method().equals("GET")) {
      return new Refusal(405, "Use GET: this path speaks WebSocket");
    }
    if (!names(head, "Upgrade", "websocket")) {
      return new Refusal(
          426, "This path speaks WebSocket: open it with a WebSocket client (Upgrade: websocket)");
    }
    if (!names(head, "Connection", "upgrade")) {
      return new Refusal(
          400,
          "Connection must be Upgrade; a proxy in between has to pass it on (as nginx does"
              + " with proxy_set_header)");
    }
    if (!head.headers()
        .get("Sec-WebSocket-Version")
        .map(String::strip)
        .equals(Optional.of(VERSION))) {
      return new Refusal(426, "Sec-WebSocket-Version must be " + VERSION);
    }
    if (key(head).isEmpty()) {
      return new Refusal(400, "Sec-WebSocket-Key must be " + KEY_BYTES + " bytes in Base64");
    }
    return null;
  }

  private static boolean names(RequestHead head, String header, String token) {
    for (String part : head.headers().get(header).orElse("").split(",", -1)) {
      if (part.strip().toLowerCase(Locale.ROOT).equals(token)) {
        return true;
      }
    }
    return false;
  }

  private static Optional<String> key(RequestHead head) {
    return head.headers()
        .get("Sec-WebSocket-Key")
        .map(String::strip)
        .filter(key -> {
          try {
            return Base64.getDecoder().decode(key).length == KEY_BYTES;
          } catch (IllegalArgumentException e) {
            return false;
          }
        });
  }

  /** What proves that the key was read. */
  static String accept(RequestHead head) {
    String text = key(head).orElseThrow() + KEY_SUFFIX;
    try {
      // SHA-1 is what the RFC says; it guards nothing.
      byte[] hash =
          MessageDigest.getInstance("SHA-1").digest(text.getBytes(StandardCharsets.US_ASCII));
      return Base64.getEncoder().encodeToString(hash);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }

  /** The first of the subprotocols offered that is known. */
  static Optional<String> protocol(RequestHead head, List<String> known) {
    for (String part : head.headers().get("Sec-WebSocket-Protocol").orElse("").split(",", -1)) {
      if (known.contains(part.strip())) {
        return Optional.of(part.strip());
      }
    }
    return Optional.empty();
  }
}
