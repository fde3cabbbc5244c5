package dev.consilium.memory.audit;

import static dev.consilium.memory.jooq.Tables.AUDIT_LOG;
import static dev.consilium.memory.jooq.Tables.AUDIT_OUTBOX;

import dev.consilium.memory.LastStatements;
import dev.consilium.memory.Prepared;
import java.util.HexFormat;
import java.util.List;
import org.jooq.DSLContext;
import org.jooq.Param;
import org.jooq.impl.DSL;

/**
 * Gives waiting entries their place in the log, a batch in a transaction. One node does it at a
 * time; another that comes meanwhile leaves it to that one.
 */
record SealEntries(DSLContext dsl) {
  static final int AT_ONCE = 500;

  /** Any number, as long as nobody else has it. */
  private static final long LOCK = 0x434F4E53_41554449L;

  private static final Param<Long[]> IDS = DSL.param("ids", Long[].class);
  private static final Param<String[]> HASHES = DSL.param("hashes", String[].class);
  private static final Param<Long> LAST = DSL.param("last", Long.class);
  private static final Param<String> LAST_HASH = DSL.param("last_hash", String.class);

  /** What the entries say does not travel twice; nobody changes it in the outbox. */
  private static final Prepared INSERT =
      Prepared.of(
          DSL.query(
              """
              INSERT INTO audit_log (position, entry, at, principal, door, call, operation, target,
                outcome, digest, trace, prev_hash, hash)
              SELECT {0} + sealed.n, o.id, o.at, o.principal, o.door, o.call, o.operation, o.target,
                o.outcome, o.digest, o.trace,
                decode(lag(sealed.hash, 1, {1}) OVER (ORDER BY sealed.n), 'hex'),
                decode(sealed.hash, 'hex')
              FROM unnest({2}, {3}) WITH ORDINALITY AS sealed (id, hash, n)
              JOIN audit_outbox AS o ON o.id = sealed.id
              ORDER BY sealed.n
              """,
              LAST, LAST_HASH, IDS, HASHES));

  private static final Prepared DELETE =
      Prepared.of(DSL.query("DELETE FROM audit_outbox WHERE id = ANY ({0})", IDS));

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
    long lastPosition = last == null ? 0 : last.value1();
    String lastHash = last == null ? Chain.BEGINNING : HexFormat.of().formatHex(last.value2());
    Long[] ids = new Long[waiting.size()];
    String[] hashes = new String[waiting.size()];
    String prevHash = lastHash;
    for (int i = 0; i < ids.length; i++) {
      prevHash = Chain.hash(prevHash, lastPosition + i + 1, waiting.get(i));
      ids[i] = waiting.get(i).entry();
      hashes[i] = prevHash;
    }
    LastStatements.add(
        dsl,
        INSERT
            .call()
            .with(LAST, lastPosition)
            .with(LAST_HASH, lastHash)
            .with(IDS, ids)
            .with(HASHES, hashes));
    LastStatements.add(dsl, DELETE.call().with(IDS, ids));
    return ids.length;
  }
}
