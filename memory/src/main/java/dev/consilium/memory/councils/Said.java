package dev.consilium.memory.councils;

import org.jspecify.annotations.Nullable;

/**
 * What a participant says.
 *
 * @param next whom the moderator gives the floor to
 * @param artifactTitle of something made, such as a table or a draft, with its text
 */
public record Said(
    String council,
    String participant,
    @Nullable String agent,
    String text,
    @Nullable String next,
    @Nullable String artifactTitle,
    @Nullable String artifact) {}
