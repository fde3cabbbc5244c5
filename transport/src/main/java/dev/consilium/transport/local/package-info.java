/**
 * Clients that each start a process of their own share the one that does the work: {@link
 * dev.consilium.transport.local.Relay} carries what a client says to the {@link
 * dev.consilium.transport.local.LocalServer}, over a Unix domain socket. A connection begins with a
 * byte that says what for ({@link dev.consilium.transport.local.Purpose}) and one that accepts it;
 * what follows is what stdin, stdout and stderr would have carried.
 */
@NullMarked
package dev.consilium.transport.local;

import org.jspecify.annotations.NullMarked;
