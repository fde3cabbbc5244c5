package dev.consilium.server.engine;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.time.Instant;
import java.util.Arrays;
import java.util.Base64;
import java.util.Optional;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * Session ids that carry their session, signed with HMAC-SHA-256: any node that has the key knows
 * the session, and an idle one costs nothing.
 */
final class SessionTokens {
  private static final String ALGORITHM = "HmacSHA256";
  private static final int SIGNATURE_BYTES = 16;
  private static final int MAX_LENGTH = 1_000;

  private final SecretKeySpec key;

  SessionTokens(byte[] key) {
    this.key = new SecretKeySpec(key, ALGORITHM);
  }

  String encode(Session session) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream(96);
    try (DataOutputStream out = new DataOutputStream(bytes)) {
      out.writeUTF(session.version().text());
      out.writeLong(session.openedAt().getEpochSecond());
      out.writeUTF(session.id());
      out.writeUTF(session.principal());
      out.writeUTF(session.clientName());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    byte[] payload = bytes.toByteArray();
    byte[] token = Arrays.copyOf(payload, payload.length + SIGNATURE_BYTES);
    System.arraycopy(sign(payload), 0, token, payload.length, SIGNATURE_BYTES);
    return Base64.getUrlEncoder().withoutPadding().encodeToString(token);
  }

  /** Empty for anything this host did not sign. */
  Optional<Session> decode(String text) {
    if (text.length() > MAX_LENGTH) {
      return Optional.empty();
    }
    byte[] token;
    try {
      token = Base64.getUrlDecoder().decode(text);
    } catch (IllegalArgumentException e) {
      return Optional.empty();
    }
    if (token.length <= SIGNATURE_BYTES) {
      return Optional.empty();
    }
    byte[] payload = Arrays.copyOf(token, token.length - SIGNATURE_BYTES);
    byte[] signature = Arrays.copyOfRange(token, payload.length, token.length);
    if (!MessageDigest.isEqual(signature, sign(payload))) {
      return Optional.empty();
    }
    try (DataInputStream in = new DataInputStream(new ByteArrayInputStream(payload))) {
      // A node of another release may have agreed on a version that this one does not know.
      Optional<ProtocolVersion> version = ProtocolVersion.of(in.readUTF());
      Instant openedAt = Instant.ofEpochSecond(in.readLong());
      String id = in.readUTF();
      String principal = in.readUTF();
      String clientName = in.readUTF();
      return version.map(v -> new Session(id, v, principal, clientName, openedAt));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private byte[] sign(byte[] payload) {
    try {
      Mac mac = Mac.getInstance(ALGORITHM);
      mac.init(key);
      return Arrays.copyOf(mac.doFinal(payload), SIGNATURE_BYTES);
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }
}
