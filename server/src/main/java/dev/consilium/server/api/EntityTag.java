package dev.consilium.server.api;

import dev.consilium.server.http.Wire;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.Base64;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;

/** Tells an answer from another one: a weak tag, as an answer can be compressed or not. */
final class EntityTag {
  private static final int BYTES = 15;

  private EntityTag() {}

  /** {@code headers} count: those of a list say where it goes on. */
  static String of(byte[] body, Map<String, String> headers) {
    try {
      MessageDigest digest = MessageDigest.getInstance("SHA-256");
      digest.update(body);
      digest.update(new TreeMap<>(headers).toString().getBytes(StandardCharsets.UTF_8));
      byte[] hash = Arrays.copyOf(digest.digest(), BYTES);
      return "W/\"" + Base64.getUrlEncoder().encodeToString(hash) + "\"";
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }

  /** Of an answer without headers of its own. */
  static String of(Object body) {
    return of(Wire.MAPPER.writeValueAsBytes(body), Map.of());
  }

  /**
   * Whether {@code If-None-Match} or {@code If-Match} names the tag. Both are compared weakly: the
   * tags are weak as bytes may be compressed, and still differ with every value.
   */
  static boolean matches(String header, String tag) {
    return Stream.of(header.split(",", -1))
        .map(String::strip)
        .anyMatch(known -> known.equals("*") || opaque(known).equals(opaque(tag)));
  }

  private static String opaque(String tag) {
    return tag.startsWith("W/") ? tag.substring(2) : tag;
  }
}
