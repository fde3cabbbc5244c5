package dev.consilium.memory;

import static dev.consilium.memory.jooq.Tables.IDEMPOTENCY;

import java.util.Arrays;
import org.jooq.DSLContext;
import org.jooq.JSONB;
import org.jooq.impl.DSL;
import org.jspecify.annotations.Nullable;

/** The answer that belongs to an idempotency key, within the transaction that writes. */
final class IdempotentWrite {
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
    var _ =
        dsl.select(
                DSL.function(
                    "pg_advisory_xact_lock",
                    Object.class,
                    DSL.function(
                        "hashtextextended",
                        Long.class,
                        DSL.val(principal + '\n' + key),
                        DSL.val(1L))))
            .fetch();
    var stored =
        dsl.select(IDEMPOTENCY.OPERATION, IDEMPOTENCY.REQUEST_HASH, IDEMPOTENCY.RESPONSE)
            .from(IDEMPOTENCY)
            .where(IDEMPOTENCY.PRINCIPAL.eq(principal), IDEMPOTENCY.KEY.eq(key))
            .fetchOne();
    if (stored == null) {
      return null;
    }
    if (!stored.value1().equals(operation) || !Arrays.equals(stored.value2(), requestHash)) {
      throw new Refused(
          "idempotency_key",
          "this key was used before for another request; take a new key for a new request.");
    }
    return stored.value3().data();
  }

  void store(String operation, byte[] requestHash, String response) {
    LastStatements.add(
        dsl,
        dsl.insertInto(IDEMPOTENCY)
            .set(IDEMPOTENCY.PRINCIPAL, principal)
            .set(IDEMPOTENCY.KEY, key)
            .set(IDEMPOTENCY.OPERATION, operation)
            .set(IDEMPOTENCY.REQUEST_HASH, requestHash)
            .set(IDEMPOTENCY.RESPONSE, JSONB.valueOf(response)));
  }
}
