package dev.consilium.server.outgoing;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.consilium.memory.Refused;
import dev.consilium.memory.webhooks.WebhookStore;
import java.security.GeneralSecurityException;
import java.util.Base64;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/** Signatures as Standard Webhooks has them, symmetric, version 1. */
final class Signatures {
  private static final String ALGORITHM = "HmacSHA256";
  private static final int SHORTEST_KEY = 24;
  private static final int LONGEST_KEY = 64;

  private Signatures() {}

  /** Checks a secret that somebody brings along. */
  static void check(String secret) {
    try {
      int length = key(secret).length;
      if (secret.startsWith(WebhookStore.SECRET_PREFIX)
          && length >= SHORTEST_KEY
          && length <= LONGEST_KEY) {
        return;
      }
    } catch (IllegalArgumentException e) {
      // Not Base64: told below, as a wrong length is.
    }
    throw new Refused(
        "secret",
        "expected whsec_ and then 24 to 64 random bytes in Base64; leave it out to have one made.");
  }

  private static byte[] key(String secret) {
    return Base64.getDecoder()
        .decode(
            secret.startsWith(WebhookStore.SECRET_PREFIX)
                ? secret.substring(WebhookStore.SECRET_PREFIX.length())
                : secret);
  }

  /** The header {@code webhook-signature}. */
  static String sign(String secret, String id, long timestamp, byte[] body) {
    try {
      Mac mac = Mac.getInstance(ALGORITHM);
      mac.init(new SecretKeySpec(key(secret), ALGORITHM));
      mac.update((id + "." + timestamp + ".").getBytes(UTF_8));
      return "v1," + Base64.getEncoder().encodeToString(mac.doFinal(body));
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }
}
