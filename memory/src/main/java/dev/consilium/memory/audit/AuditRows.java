package dev.consilium.memory.audit;

import static dev.consilium.memory.jooq.Tables.AUDIT_LOG;

import dev.consilium.memory.jooq.tables.records.AuditLogRecord;
import dev.consilium.memory.jooq.tables.records.AuditOutboxRecord;
import java.time.ZoneOffset;
import java.util.HexFormat;
import java.util.List;
import org.jooq.Field;

/** Entries as rows. */
final class AuditRows {
  static final List<Field<?>> SEALED =
      List.of(
          AUDIT_LOG.POSITION,
          AUDIT_LOG.ENTRY,
          AUDIT_LOG.AT,
          AUDIT_LOG.PRINCIPAL,
          AUDIT_LOG.DOOR,
          AUDIT_LOG.CALL,
          AUDIT_LOG.OPERATION,
          AUDIT_LOG.TARGET,
          AUDIT_LOG.OUTCOME,
          AUDIT_LOG.DIGEST,
          AUDIT_LOG.TRACE,
          AUDIT_LOG.PREV_HASH,
          AUDIT_LOG.HASH);

  private AuditRows() {}

  static List<Object> values(SealedEntry sealed) {
    AuditEntry entry = sealed.entry();
    return List.of(
        sealed.position(),
        entry.entry(),
        entry.at().atOffset(ZoneOffset.UTC),
        entry.principal(),
        entry.door(),
        entry.call(),
        entry.operation(),
        entry.target(),
        entry.outcome(),
        entry.digest(),
        entry.trace(),
        HexFormat.of().parseHex(sealed.prevHash()),
        HexFormat.of().parseHex(sealed.hash()));
  }

  static AuditEntry waiting(AuditOutboxRecord row) {
    return new AuditEntry(
        row.getId(),
        row.getAt().toInstant(),
        row.getPrincipal(),
        row.getDoor(),
        row.getCall(),
        row.getOperation(),
        row.getTarget(),
        row.getOutcome(),
        row.getDigest(),
        row.getTrace());
  }

  static SealedEntry sealed(AuditLogRecord row) {
    AuditEntry entry =
        new AuditEntry(
            row.getEntry(),
            row.getAt().toInstant(),
            row.getPrincipal(),
            row.getDoor(),
            row.getCall(),
            row.getOperation(),
            row.getTarget(),
            row.getOutcome(),
            row.getDigest(),
            row.getTrace());
    HexFormat hex = HexFormat.of();
    return new SealedEntry(
        row.getPosition(), entry, hex.formatHex(row.getPrevHash()), hex.formatHex(row.getHash()));
  }
}
