package dev.consilium.memory.audit;

import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.HexFormat;

/**
 * How entries hang together. The hash of an entry is SHA-256 over: the hash before it (32 bytes; of
 * the first entry zeros), position and entry (8 bytes each, big-endian), then at (microseconds
 * since 1970 as digits), principal, door, call, operation, target, outcome, digest and trace, each
 * as its length in bytes (4 bytes, big-endian) and its UTF-8.
 */
final class Chain {
  static final String BEGINNING = "0".repeat(64);

  private Chain() {}

  static String hash(String prevHash, long position, AuditEntry entry) {
    try {
      ByteArrayOutputStream bytes = new ByteArrayOutputStream(512);
      DataOutputStream out = new DataOutputStream(bytes);
      out.write(HexFormat.of().parseHex(prevHash));
      out.writeLong(position);
      out.writeLong(entry.entry());
      text(out, Long.toString(ChronoUnit.MICROS.between(Instant.EPOCH, entry.at())));
      text(out, entry.principal());
      text(out, entry.door());
      text(out, entry.call());
      text(out, entry.operation());
      text(out, entry.target());
      text(out, entry.outcome());
      text(out, entry.digest());
      text(out, entry.trace());
      return HexFormat.of()
          .formatHex(MessageDigest.getInstance("SHA-256").digest(bytes.toByteArray()));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }

  private static void text(DataOutputStream out, String text) throws IOException {
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    out.writeInt(bytes.length);
    out.write(bytes);
  }
}
