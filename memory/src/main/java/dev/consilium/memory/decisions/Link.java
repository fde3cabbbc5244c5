package dev.consilium.memory.decisions;

/**
 * How a decision stands to another.
 *
 * @param reverse whether the other says it of this one
 */
public record Link(LinkKind kind, String decision, boolean reverse) {}
