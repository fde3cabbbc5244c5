package dev.consilium.memory;

import static dev.consilium.memory.jooq.Tables.SECRET;

import java.security.SecureRandom;
import java.util.Objects;

/** Random keys that all nodes of an installation share. */
public final class SecretStore {
  private final Transactions transactions;

  SecretStore(Transactions transactions) {
    this.transactions = transactions;
  }

  /** The secret of this name; made by whoever asks first. */
  public byte[] getOrCreate(String name, int length) {
    byte[] fresh = new byte[length];
    new SecureRandom().nextBytes(fresh);
    return transactions.write(dsl -> {
      var _ =
          dsl.insertInto(SECRET)
              .set(SECRET.NAME, name)
              .set(SECRET.VALUE, fresh)
              .onConflictDoNothing()
              .execute();
      return Objects.requireNonNull(
          dsl.select(SECRET.VALUE).from(SECRET).where(SECRET.NAME.eq(name)).fetchSingle().value1());
    });
  }
}
