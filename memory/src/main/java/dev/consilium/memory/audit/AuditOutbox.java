package dev.consilium.memory.audit;

import static dev.consilium.memory.jooq.Tables.AUDIT_OUTBOX;

import dev.consilium.memory.LastStatements;
import dev.consilium.schemas.work.Asked;
import dev.consilium.schemas.work.Work;
import java.util.function.Supplier;
import org.jooq.DSLContext;

/**
 * Where entries wait for their place in the log. They are written by the transaction that makes the
 * change, so that either both are there or neither.
 */
public final class AuditOutbox {
  /** Principals and ids are shorter; what others make up may not be. */
  private static final int LONGEST = 500;

  /** What the host does by itself, or on its command line. */
  private static final String OWN_DOOR = "host";

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
        dsl.insertInto(AUDIT_OUTBOX)
            .set(AUDIT_OUTBOX.PRINCIPAL, storable(asked.principal()))
            .set(AUDIT_OUTBOX.DOOR, storable(asked.door()))
            .set(AUDIT_OUTBOX.CALL, storable(asked.call()))
            .set(AUDIT_OUTBOX.OPERATION, storable(operation))
            .set(AUDIT_OUTBOX.TARGET, storable(asked.target()))
            .set(AUDIT_OUTBOX.OUTCOME, outcome)
            .set(AUDIT_OUTBOX.DIGEST, asked.digest())
            .set(AUDIT_OUTBOX.TRACE, traceId));
  }

  /** PostgreSQL has no NUL in texts. */
  private static String storable(String text) {
    String short_ = text.length() > LONGEST ? text.substring(0, LONGEST) + "…" : text;
    return short_.replace('\0', '�');
  }
}
