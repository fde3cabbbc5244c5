/**
 * The floor: as little as can stand between a request and its answer on this machine. No MCP
 * server, only something that its benchmark takes for one.
 */
@NullMarked
package dev.consilium.bench.floor;

import org.jspecify.annotations.NullMarked;
