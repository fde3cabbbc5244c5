package dev.consilium.transport.http;

import io.netty.buffer.ByteBuf;

/** What answers the requests of a path. Called on the event loop; the body is released after it. */
interface Endpoint {
  void handle(Exchange exchange, ByteBuf body);
}
