package dev.consilium.server.engine;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.Optional;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/** HMAC-SHA-256 over bytes that clients carry for us, by a key that all nodes share. */
final class Signature {
  private static final String ALGORITHM = "HmacSHA256";
  private static final int BYTES = 16;

  private final SecretKeySpec key;
  private final byte[] purpose;

  /** What is signed for one purpose is not valid for another. */
  Signature(byte[] key, String purpose) {
    this.key = new SecretKeySpec(key, ALGORITHM);
    this.purpose = purpose.getBytes(StandardCharsets.UTF_8);
  }

  byte[] attachedTo(byte[] payload) {
    byte[] signed = Arrays.copyOf(payload, payload.length + BYTES);
    System.arraycopy(sign(payload), 0, signed, payload.length, BYTES);
    return signed;
  }

  /** The payload, or empty for anything we did not sign. */
  Optional<byte[]> detachedFrom(byte[] signed) {
    if (signed.length <= BYTES) {
      return Optional.empty();
    }
    byte[] payload = Arrays.copyOf(signed, signed.length - BYTES);
    byte[] signature = Arrays.copyOfRange(signed, payload.length, signed.length);
    return MessageDigest.isEqual(signature, sign(payload))
        ? Optional.of(payload)
        : Optional.empty();
  }

  private byte[] sign(byte[] payload) {
    try {
      Mac mac = Mac.getInstance(ALGORITHM);
      mac.init(key);
      mac.update(purpose);
      return Arrays.copyOf(mac.doFinal(payload), BYTES);
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }
}
