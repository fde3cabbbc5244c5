package dev.consilium.memory;

import static dev.consilium.memory.jooq.Tables.IDEMPOTENCY;

import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import org.jooq.DSLContext;
import org.jooq.JSONB;
import org.jooq.Param;
import org.jooq.Record;
import org.jooq.impl.DSL;
import org.jspecify.annotations.Nullable;

/** The answer that belongs to an idempotency key, within the transaction that writes. */
final class IdempotentWrite {
  private static final Param<String> PRINCIPAL = DSL.param("principal", IDEMPOTENCY.PRINCIPAL);
  private static final Param<String> KEY = DSL.param("key", IDEMPOTENCY.KEY);
  private static final Param<String> OPERATION = DSL.param("operation", IDEMPOTENCY.OPERATION);
  private static final Param<byte[]> HASH = DSL.param("hash", IDEMPOTENCY.REQUEST_HASH);
  private static final Param<JSONB> RESPONSE = DSL.param("response", IDEMPOTENCY.RESPONSE);

  private static final Prepared LOCK =
      Prepared.of(
          DSL.select(
              DSL.function(
                  "pg_advisory_xact_lock",
                  Object.class,
                  DSL.function("hashtextextended", Long.class, KEY, DSL.inline(1L)))));

  private static final Prepared STORED =
      Prepared.of(
          DSL.select(IDEMPOTENCY.OPERATION, IDEMPOTENCY.REQUEST_HASH, IDEMPOTENCY.RESPONSE)
              .from(IDEMPOTENCY)
              .where(IDEMPOTENCY.PRINCIPAL.eq(PRINCIPAL), IDEMPOTENCY.KEY.eq(KEY)));

  private static final Prepared STORE =
      Prepared.of(
          DSL.insertInto(IDEMPOTENCY)
              .set(IDEMPOTENCY.PRINCIPAL, PRINCIPAL)
              .set(IDEMPOTENCY.KEY, KEY)
              .set(IDEMPOTENCY.OPERATION, OPERATION)
              .set(IDEMPOTENCY.REQUEST_HASH, HASH)
              .set(IDEMPOTENCY.RESPONSE, RESPONSE));

  private final DSLContext dsl;
  private final String principal;
  private final String key;

  IdempotentWrite(DSLContext dsl, String principal, String key) {
    this.dsl = dsl;
    this.principal = principal;
    this.key = key;
  }

  /** Waits for a write with the same key that is under way, then looks for its answer. */
  @Nullable String storedResponse(String operation, byte[] requestHash) {
    // A statement of its own, which begins when the lock is there: it sees what was waited for.
    Record stored =
        STORED
            .call()
            .with(PRINCIPAL, principal)
            .with(KEY, key)
            .fetchOneAfter(dsl, List.of(LOCK.call().with(KEY, principal + '\n' + key)));
    if (stored == null) {
      return null;
    }
    if (!operation.equals(stored.get(IDEMPOTENCY.OPERATION))
        || !Arrays.equals(stored.get(IDEMPOTENCY.REQUEST_HASH), requestHash)) {
      throw new Refused(
          "idempotency_key",
          "this key was used before for another request; take a new key for a new request.");
    }
    return Objects.requireNonNull(stored.get(IDEMPOTENCY.RESPONSE)).data();
  }

  void store(String operation, byte[] requestHash, String response) {
    LastStatements.add(
        dsl,
        STORE
            .call()
            .with(PRINCIPAL, principal)
            .with(KEY, key)
            .with(OPERATION, operation)
            .with(HASH, requestHash)
            .with(RESPONSE, JSONB.valueOf(response)));
  }
}
