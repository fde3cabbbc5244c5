package dev.consilium.memory.audit;

/**
 * An entry at its place in the log.
 *
 * @param prevHash hash of the entry before it, in hexadecimal digits
 */
public record SealedEntry(long position, AuditEntry entry, String prevHash, String hash) {}
