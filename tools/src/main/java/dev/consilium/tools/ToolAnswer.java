package dev.consilium.tools;

import org.jspecify.annotations.Nullable;

/**
 * What a call came to.
 *
 * @param text complete in itself: many clients show their model nothing else
 */
public record ToolAnswer<R extends Record>(String text, @Nullable R structured) {}
