package dev.consilium.server.outgoing;

import dev.consilium.tools.sandbox.AllowedHosts;

/**
 * How webhooks are sent.
 *
 * @param allowed receivers that may have private addresses
 */
public record OutgoingConfig(AllowedHosts allowed, OutgoingLimits limits) {
  public static final OutgoingConfig DEFAULT =
      new OutgoingConfig(AllowedHosts.NONE, OutgoingLimits.DEFAULT);
}
