package dev.consilium.server.engine;

import java.time.Instant;

/**
 * What the server must know of a legacy client between its requests. Over HTTP the client itself
 * carries it, in the session id.
 *
 * @param id random; tells sessions of one client apart
 * @param principal who opened it: nobody else may use it
 */
record Session(
    String id,
    ProtocolVersion version,
    String principal,
    String clientName,
    ClientCapabilities capabilities,
    Instant openedAt) {}
