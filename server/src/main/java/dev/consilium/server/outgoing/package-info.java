/** Requests that tell others what happens: webhooks that we send. */
@NullMarked
package dev.consilium.server.outgoing;

import org.jspecify.annotations.NullMarked;
