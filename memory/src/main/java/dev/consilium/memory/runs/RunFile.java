package dev.consilium.memory.runs;

/** A file that a run left. */
@SuppressWarnings("ArrayRecordComponent") // Nobody compares them.
public record RunFile(String path, String mimeType, byte[] content) {}
