package dev.consilium.schemas.work;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/**
 * What somebody asks to be changed, for the audit log.
 *
 * @param principal whose key it was
 * @param door through which it came: {@code mcp}, {@code rest}, {@code webhook}, {@code websocket}
 * @param call the tool, or method and path
 * @param target what it is about, such as {@code project/task}; empty if it does not say
 * @param digest SHA-256 of what was sent, in hexadecimal digits
 */
public record Asked(String principal, String door, String call, String target, String digest) {
  public static String digest(byte[] sent) {
    try {
      return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(sent));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }
}
