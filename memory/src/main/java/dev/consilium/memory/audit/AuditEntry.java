package dev.consilium.memory.audit;

import java.time.Instant;

/**
 * Something that was changed, or should have been.
 *
 * @param entry number that it got when it happened
 * @param call the tool, or method and path
 * @param operation what became of it in the records; one call may leave several entries
 * @param outcome {@code done}; or how a call ended otherwise: {@code failed, refused, error}
 * @param digest SHA-256 of what was sent
 * @param trace id of the trace it belongs to; empty if there is none
 */
public record AuditEntry(
    long entry,
    Instant at,
    String principal,
    String door,
    String call,
    String operation,
    String target,
    String outcome,
    String digest,
    String trace) {}
