package dev.consilium.server.engine;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Instant;
import java.util.Base64;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReferenceArray;

/**
 * Session ids that carry their session, signed: any node that has the key knows the session, and an
 * idle one costs nothing.
 */
final class SessionTokens {
  private static final int MAX_LENGTH = 1_000;

  /** As many as are checked without a signature; the others cost a hash, not memory. */
  private static final int REMEMBERED = 512;

  private record Checked(String token, Session session) {}

  private final Signature signature;

  /** By the hash of their tokens; what was signed once stays so. */
  private final AtomicReferenceArray<Checked> checked = new AtomicReferenceArray<>(REMEMBERED);

  SessionTokens(byte[] key) {
    this.signature = new Signature(key, "session");
  }

  String encode(Session session) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream(96);
    try (DataOutputStream out = new DataOutputStream(bytes)) {
      out.writeUTF(session.version().text());
      out.writeLong(session.openedAt().getEpochSecond());
      out.writeUTF(session.id());
      out.writeUTF(session.principal());
      out.writeUTF(session.clientName());
      out.writeByte(session.capabilities().bits());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return Base64.getUrlEncoder()
        .withoutPadding()
        .encodeToString(signature.attachedTo(bytes.toByteArray()));
  }

  /** Empty for anything this host did not sign. */
  Optional<Session> decode(String text) {
    if (text.length() > MAX_LENGTH) {
      return Optional.empty();
    }
    int place = Math.floorMod(text.hashCode(), REMEMBERED);
    Checked known = checked.get(place);
    if (known != null && known.token().equals(text)) {
      return Optional.of(known.session());
    }
    try {
      Optional<Session> session =
          signature.detachedFrom(Base64.getUrlDecoder().decode(text)).flatMap(SessionTokens::read);
      session.ifPresent(s -> checked.set(place, new Checked(text, s)));
      return session;
    } catch (IllegalArgumentException e) {
      return Optional.empty();
    }
  }

  private static Optional<Session> read(byte[] payload) {
    try (DataInputStream in = new DataInputStream(new ByteArrayInputStream(payload))) {
      // A node of another release may have agreed on a version that this one does not know.
      Optional<ProtocolVersion> version = ProtocolVersion.legacy(in.readUTF());
      Instant openedAt = Instant.ofEpochSecond(in.readLong());
      String id = in.readUTF();
      String principal = in.readUTF();
      String clientName = in.readUTF();
      ClientCapabilities capabilities = ClientCapabilities.ofBits(in.readByte());
      return version.map(v -> new Session(id, v, principal, clientName, capabilities, openedAt));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
