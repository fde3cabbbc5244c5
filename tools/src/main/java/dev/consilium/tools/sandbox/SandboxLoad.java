package dev.consilium.tools.sandbox;

/**
 * How busy the sandbox of this host is.
 *
 * @param running programs at work
 * @param waiting programs that wait for their turn
 * @param warm containers that wait for a program
 * @param sessions that are open
 */
public record SandboxLoad(int running, int waiting, int warm, int sessions) {}
