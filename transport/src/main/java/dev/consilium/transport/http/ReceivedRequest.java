package dev.consilium.transport.http;

import io.netty.buffer.ByteBuf;

/** An admitted request with its whole body, which whoever gets it has to release. */
record ReceivedRequest(Exchange exchange, ByteBuf body) {}
