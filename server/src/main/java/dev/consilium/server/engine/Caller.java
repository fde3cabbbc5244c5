package dev.consilium.server.engine;

import dev.consilium.schemas.access.Principal;
import dev.consilium.tools.LogLevel;
import dev.consilium.tools.ToolSelection;
import java.util.Optional;

/**
 * Who sent a request, whatever the era.
 *
 * @param scope within which ids of requests in work are unique: a session, or a connection
 * @param logLevel the least severe messages it wants to hear while the request is in work
 */
record Caller(
    ProtocolVersion version,
    Principal principal,
    String clientName,
    ClientCapabilities capabilities,
    Object scope,
    Optional<LogLevel> logLevel,
    ToolSelection tools) {}
