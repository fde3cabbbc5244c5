package dev.consilium.memory;

import static dev.consilium.memory.jooq.Tables.IDEMPOTENCY;

import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import org.jooq.DSLContext;
import org.jooq.Field;
import org.jooq.JSONB;
import org.jooq.Param;
import org.jooq.Record;
import org.jooq.SelectField;
import org.jooq.impl.DSL;
import org.jspecify.annotations.Nullable;

/** The answer that belongs to an idempotency key, within the transaction that writes. */
final class IdempotentWrite {
  private static final Param<String> PRINCIPAL = DSL.param("principal", IDEMPOTENCY.PRINCIPAL);
  private static final Param<String> KEY = DSL.param("key", IDEMPOTENCY.KEY);
  private static final Param<String> OPERATION = DSL.param("operation", IDEMPOTENCY.OPERATION);
  private static final Param<byte[]> HASH = DSL.param("request_hash", IDEMPOTENCY.REQUEST_HASH);
  private static final Param<JSONB> RESPONSE = DSL.param("response", IDEMPOTENCY.RESPONSE);

  private static final Prepared LOCK =
      Prepared.of(
          DSL.select(lock("pg_advisory_xact_lock", Object.class, KEY)),
          CallRows.thatGet(
              lock("pg_try_advisory_xact_lock", Boolean.class, CallRows.value(KEY)),
              CallRows.of(KEY)));

  private static final List<SelectField<?>> STORED_COLUMNS =
      List.of(IDEMPOTENCY.OPERATION, IDEMPOTENCY.REQUEST_HASH, IDEMPOTENCY.RESPONSE);

  private static final Prepared STORED =
      Prepared.of(
          DSL.select(STORED_COLUMNS)
              .from(IDEMPOTENCY)
              .where(IDEMPOTENCY.PRINCIPAL.eq(PRINCIPAL), IDEMPOTENCY.KEY.eq(KEY)),
          DSL.select(STORED_COLUMNS)
              .select(CallRows.PLACE)
              .from(CallRows.of(PRINCIPAL, KEY))
              .join(IDEMPOTENCY)
              .on(
                  IDEMPOTENCY.PRINCIPAL.eq(CallRows.value(PRINCIPAL)),
                  IDEMPOTENCY.KEY.eq(CallRows.value(KEY))));

  private static final Prepared STORE =
      Prepared.insert(IDEMPOTENCY, PRINCIPAL, KEY, OPERATION, HASH, RESPONSE);

  private final DSLContext dsl;
  private final String principal;
  private final String key;

  IdempotentWrite(DSLContext dsl, String principal, String key) {
    this.dsl = dsl;
    this.principal = principal;
    this.key = key;
  }

  private static <T> Field<T> lock(String function, Class<T> type, Field<String> key) {
    return DSL.function(
        function, type, DSL.function("hashtextextended", Long.class, key, DSL.inline(1L)));
  }

  /** What {@link #storedResponse} asks; the last gives a row where there is an answer. */
  static List<Prepared.Call> questions(String principal, String key) {
    return List.of(
        LOCK.call().with(KEY, principal + '\n' + key),
        STORED.call().with(PRINCIPAL, principal).with(KEY, key));
  }

  /** Waits for a write with the same key that is under way, then looks for its answer. */
  @Nullable String storedResponse(String operation, byte[] requestHash) {
    // A statement of its own, which begins when the lock is there: it sees what was waited for.
    List<Prepared.Call> questions = questions(principal, key);
    Record stored = questions.getLast().fetchOneAfter(dsl, List.of(questions.getFirst()));
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
