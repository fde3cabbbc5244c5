package dev.consilium.memory;

/**
 * How busy the connections to the database are.
 *
 * @param waiting threads that wait for one
 */
public record PoolState(int active, int idle, int waiting, int limit) {}
