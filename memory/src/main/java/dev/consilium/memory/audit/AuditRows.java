package dev.consilium.memory.audit;

import dev.consilium.memory.jooq.tables.records.AuditLogRecord;
import dev.consilium.memory.jooq.tables.records.AuditOutboxRecord;
import java.util.HexFormat;

/** Entries as rows. */
final class AuditRows {
  private AuditRows() {}

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
