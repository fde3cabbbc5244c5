package dev.consilium.memory.audit;

import static dev.consilium.memory.jooq.Tables.AUDIT_OUTBOX;

import dev.consilium.memory.LastStatements;
import dev.consilium.memory.Prepared;
import dev.consilium.schemas.work.Asked;
import dev.consilium.schemas.work.Work;
import java.util.function.Supplier;
import org.jooq.DSLContext;
import org.jooq.Param;
import org.jooq.impl.DSL;

/**
 * Where entries wait for their place in the log. They are written by the transaction that makes the
 * change, so that either both are there or neither.
 */
public final class AuditOutbox {
  /** Principals and ids are shorter; what others make up may not be. */
  private static final int LONGEST = 500;

  /** What the host does by itself, or on its command line. */
  private static final String OWN_DOOR = "host";

  private static final Param<String> PRINCIPAL = DSL.param("principal", AUDIT_OUTBOX.PRINCIPAL);
  private static final Param<String> DOOR = DSL.param("door", AUDIT_OUTBOX.DOOR);
  private static final Param<String> CALL = DSL.param("call", AUDIT_OUTBOX.CALL);
  private static final Param<String> OPERATION = DSL.param("operation", AUDIT_OUTBOX.OPERATION);
  private static final Param<String> TARGET = DSL.param("target", AUDIT_OUTBOX.TARGET);
  private static final Param<String> OUTCOME = DSL.param("outcome", AUDIT_OUTBOX.OUTCOME);
  private static final Param<String> DIGEST = DSL.param("digest", AUDIT_OUTBOX.DIGEST);
  private static final Param<String> TRACE = DSL.param("trace", AUDIT_OUTBOX.TRACE);

  private static final Prepared INSERT =
      Prepared.insert(
          AUDIT_OUTBOX, PRINCIPAL, DOOR, CALL, OPERATION, TARGET, OUTCOME, DIGEST, TRACE);

  private AuditOutbox() {}

  /**
   * Notes a change within its transaction, as part of what this thread was asked to do.
   *
   * @param principal who is behind it, {@code target} what it is about, and {@code digest} of what
   *     was sent, where nothing is known of who asked
   */
  public static void done(
      DSLContext dsl, String principal, String operation, String target, Supplier<String> digest) {
    Work work = Work.current();
    Asked asked =
        work.asked()
            .orElseGet(() -> new Asked(principal, OWN_DOOR, operation, target, digest.get()));
    insert(dsl, asked, operation, "done", work.span().traceId());
  }

  static void insert(
      DSLContext dsl, Asked asked, String operation, String outcome, String traceId) {
    LastStatements.add(
        dsl,
        INSERT
            .call()
            .with(PRINCIPAL, storable(asked.principal()))
            .with(DOOR, storable(asked.door()))
            .with(CALL, storable(asked.call()))
            .with(OPERATION, storable(operation))
            .with(TARGET, storable(asked.target()))
            .with(OUTCOME, outcome)
            .with(DIGEST, asked.digest())
            .with(TRACE, traceId));
  }

  /** PostgreSQL has no NUL in texts. */
  private static String storable(String text) {
    String short_ = text.length() > LONGEST ? text.substring(0, LONGEST) + "…" : text;
    return short_.replace('\0', '�');
  }
}
