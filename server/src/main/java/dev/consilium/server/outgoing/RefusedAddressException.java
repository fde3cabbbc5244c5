package dev.consilium.server.outgoing;

import java.net.UnknownHostException;

/** The name leads to where nothing is sent. */
final class RefusedAddressException extends UnknownHostException {
  private static final long serialVersionUID = 1;

  RefusedAddressException(String message) {
    super(message);
  }
}
