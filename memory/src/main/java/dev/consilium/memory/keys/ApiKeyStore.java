package dev.consilium.memory.keys;

import static dev.consilium.memory.jooq.Tables.API_KEY;

import dev.consilium.memory.Refused;
import dev.consilium.memory.Transactions;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import org.jooq.Condition;
import org.jooq.impl.DSL;
import org.jooq.types.DayToSecond;

/** API keys. They are long and random, so one SHA-256 is hash enough. */
public final class ApiKeyStore {
  private static final String PREFIX = "csl_";
  private static final int RANDOM_BYTES = 32;
  private static final int SHOWN = 8;
  private static final DayToSecond USE_NOTED_EVERY = DayToSecond.valueOf(Duration.ofMinutes(1));

  private final Transactions transactions;

  public ApiKeyStore(Transactions transactions) {
    this.transactions = transactions;
  }

  /** Makes a key; the name must not be in use by another. */
  public CreatedApiKey create(String name) {
    if (name.isBlank() || name.length() > 100) {
      throw new Refused("name", "must have 1 to 100 characters.");
    }
    byte[] random = new byte[RANDOM_BYTES];
    new SecureRandom().nextBytes(random);
    String key = PREFIX + Base64.getUrlEncoder().withoutPadding().encodeToString(random);
    int inserted =
        transactions.write(dsl ->
            dsl.insertInto(API_KEY)
                .set(API_KEY.NAME, name)
                .set(API_KEY.PREFIX, key.substring(0, SHOWN))
                .set(API_KEY.HASH, hash(key))
                .onConflictDoNothing()
                .execute());
    if (inserted == 0) {
      throw new Refused("name", "a key named \"" + name + "\" is in use; revoke it first.");
    }
    return new CreatedApiKey(name, key);
  }

  public List<ApiKey> list() {
    return transactions.read(dsl ->
        dsl.selectFrom(API_KEY)
            .orderBy(API_KEY.ID)
            .fetch(row ->
                new ApiKey(
                    row.getId(),
                    row.getName(),
                    row.getPrefix(),
                    row.getCreatedAt().toInstant(),
                    row.getLastUsedAt() == null ? null : row.getLastUsedAt().toInstant(),
                    row.getRevokedAt() == null ? null : row.getRevokedAt().toInstant())));
  }

  /** Ends a key, named or numbered; false when none in use is meant. */
  public boolean revoke(String nameOrId) {
    Condition meant =
        nameOrId.matches("\\d{1,18}")
            ? API_KEY.NAME.eq(nameOrId).or(API_KEY.ID.eq(Long.valueOf(nameOrId)))
            : API_KEY.NAME.eq(nameOrId);
    return transactions.write(dsl ->
        dsl.update(API_KEY)
            .set(API_KEY.REVOKED_AT, DSL.currentOffsetDateTime())
            .where(meant, API_KEY.REVOKED_AT.isNull())
            .execute())
        > 0;
  }

  /** Name of the key's owner, if the key is in use. */
  public Optional<String> authenticate(String key) {
    return transactions.write(dsl -> {
      var found =
          dsl.select(API_KEY.ID, API_KEY.NAME)
              .from(API_KEY)
              .where(API_KEY.HASH.eq(hash(key)), API_KEY.REVOKED_AT.isNull())
              .fetchOne();
      if (found == null) {
        return Optional.<String>empty();
      }
      var _ =
          dsl.update(API_KEY)
              .set(API_KEY.LAST_USED_AT, DSL.currentOffsetDateTime())
              .where(
                  API_KEY.ID.eq(found.value1()),
                  API_KEY
                      .LAST_USED_AT
                      .isNull()
                      .or(
                          API_KEY.LAST_USED_AT.lt(
                              DSL.currentOffsetDateTime().minus(USE_NOTED_EVERY))))
              .execute();
      return Optional.of(found.value2());
    });
  }

  private static byte[] hash(String key) {
    try {
      return MessageDigest.getInstance("SHA-256").digest(key.getBytes(StandardCharsets.UTF_8));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }
}
