package dev.consilium.memory.keys;

import static dev.consilium.memory.jooq.Tables.API_KEY;

import dev.consilium.memory.Refused;
import dev.consilium.memory.Transactions;
import dev.consilium.memory.audit.AuditOutbox;
import dev.consilium.schemas.access.Principal;
import dev.consilium.schemas.access.Scope;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.Arrays;
import java.util.Base64;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jooq.Condition;
import org.jooq.DSLContext;
import org.jooq.impl.DSL;
import org.jooq.types.DayToSecond;

/** API keys. They are long and random, so one SHA-256 is hash enough. */
public final class ApiKeyStore {
  private static final String PREFIX = "csl_";
  private static final int RANDOM_BYTES = 32;
  private static final int SHOWN = 8;

  /** What agents do. */
  public static final Set<Scope> DEFAULT_SCOPES = Set.of(Scope.READ, Scope.WRITE, Scope.EXECUTE);

  private static final DayToSecond USE_NOTED_EVERY = DayToSecond.valueOf(Duration.ofMinutes(1));

  private final Transactions transactions;

  public ApiKeyStore(Transactions transactions) {
    this.transactions = transactions;
  }

  /** Makes a key with the default scopes. */
  public CreatedApiKey create(String name) {
    return create(name, DEFAULT_SCOPES);
  }

  /** Makes a key; the name must not be in use by another. */
  public CreatedApiKey create(String name, Set<Scope> scopes) {
    if (name.isBlank() || name.length() > 100) {
      throw new Refused("name", "must have 1 to 100 characters.");
    }
    byte[] random = new byte[RANDOM_BYTES];
    new SecureRandom().nextBytes(random);
    String key = PREFIX + Base64.getUrlEncoder().withoutPadding().encodeToString(random);
    int inserted =
        transactions.write(dsl ->
            noted(
                dsl,
                "key create",
                name,
                dsl.insertInto(API_KEY)
                    .set(API_KEY.NAME, name)
                    .set(API_KEY.PREFIX, key.substring(0, SHOWN))
                    .set(API_KEY.HASH, hash(key))
                    .set(API_KEY.SCOPES, texts(scopes))
                    .onConflictDoNothing()
                    .execute()));
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
                    scopes(row.getScopes()),
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
        noted(
            dsl,
            "key revoke",
            nameOrId,
            dsl.update(API_KEY)
                .set(API_KEY.REVOKED_AT, DSL.currentOffsetDateTime())
                .where(meant, API_KEY.REVOKED_AT.isNull())
                .execute()))
        > 0;
  }

  private static int noted(DSLContext dsl, String operation, String name, int changed) {
    if (changed > 0) {
      AuditOutbox.done(dsl, Principal.LOCAL.name(), operation, name, () -> "");
    }
    return changed;
  }

  /** The key's owner, if the key is in use. */
  public Optional<Principal> authenticate(String key) {
    return transactions.write(dsl -> {
      var found =
          dsl.select(API_KEY.ID, API_KEY.NAME, API_KEY.SCOPES)
              .from(API_KEY)
              .where(API_KEY.HASH.eq(hash(key)), API_KEY.REVOKED_AT.isNull())
              .fetchOne();
      if (found == null) {
        return Optional.<Principal>empty();
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
      return Optional.of(new Principal(found.value2(), scopes(found.value3())));
    });
  }

  private static String[] texts(Set<Scope> scopes) {
    return scopes.stream().map(Scope::text).sorted().toArray(String[]::new);
  }

  /** A newer release may have stored one that is not known here. */
  private static Set<Scope> scopes(String[] texts) {
    EnumSet<Scope> scopes = EnumSet.noneOf(Scope.class);
    Arrays.stream(texts).map(Scope::named).flatMap(Optional::stream).forEach(scopes::add);
    return scopes;
  }

  private static byte[] hash(String key) {
    try {
      return MessageDigest.getInstance("SHA-256").digest(key.getBytes(StandardCharsets.UTF_8));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }
}
