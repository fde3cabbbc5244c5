package dev.consilium.memory.audit;

import static dev.consilium.memory.jooq.Tables.AUDIT_LOG;
import static dev.consilium.memory.jooq.Tables.AUDIT_OUTBOX;

import java.util.HexFormat;
import java.util.List;
import org.jooq.DSLContext;
import org.jooq.impl.DSL;

/**
 * Gives waiting entries their place in the log, a batch in a transaction. One node does it at a
 * time; another that comes meanwhile leaves it to that one.
 */
record SealEntries(DSLContext dsl) {
  static final int AT_ONCE = 500;

  /** Any number, as long as nobody else has it. */
  private static final long LOCK = 0x434F4E53_41554449L;

  /** Returns how many it were. */
  int some() {
    boolean alone =
        dsl.select(DSL.function("pg_try_advisory_xact_lock", Boolean.class, DSL.val(LOCK)))
            .fetchSingle()
            .value1();
    return alone ? move() : 0;
  }

  private int move() {
    List<AuditEntry> waiting =
        dsl.selectFrom(AUDIT_OUTBOX)
            .orderBy(AUDIT_OUTBOX.ID)
            .limit(AT_ONCE)
            .fetch(AuditRows::waiting);
    if (waiting.isEmpty()) {
      return 0;
    }
    var last =
        dsl.select(AUDIT_LOG.POSITION, AUDIT_LOG.HASH)
            .from(AUDIT_LOG)
            .orderBy(AUDIT_LOG.POSITION.desc())
            .limit(1)
            .fetchOne();
    long position = last == null ? 0 : last.value1();
    String prevHash = last == null ? Chain.BEGINNING : HexFormat.of().formatHex(last.value2());
    var insert = dsl.insertInto(AUDIT_LOG, AuditRows.SEALED);
    for (AuditEntry entry : waiting) {
      position++;
      String hash = Chain.hash(prevHash, position, entry);
      insert = insert.values(AuditRows.values(new SealedEntry(position, entry, prevHash, hash)));
      prevHash = hash;
    }
    int _ = insert.execute();
    return dsl.deleteFrom(AUDIT_OUTBOX)
        .where(
            AUDIT_OUTBOX.ID.eq(
                DSL.any(waiting.stream().map(AuditEntry::entry).toArray(Long[]::new))))
        .execute();
  }
}
