package dev.consilium.transport.http;

import java.io.IOException;
import java.net.BindException;
import java.net.SocketException;
import java.net.UnknownHostException;
import java.nio.channels.UnresolvedAddressException;
import java.util.Locale;

/** Says why an address cannot be bound, and what to do about it. */
final class BindFailure {
  private BindFailure() {}

  static IOException of(HttpOptions options, Throwable cause) {
    String reason = String.valueOf(cause.getMessage()).toLowerCase(Locale.ROOT);
    if (cause instanceof UnknownHostException || cause instanceof UnresolvedAddressException) {
      return failure("The host %s is unknown. Choose another with --host.", options, cause);
    }
    if (reason.contains("permission")) {
      return failure(
          "No permission for port %2$d. Choose one above 1023 with --port.", options, cause);
    }
    if (reason.contains("in use")) {
      return failure(
          "Port %2$d on %1$s is already in use. Stop what listens there, or choose another port"
              + " with --port.",
          options, cause);
    }
    if (cause instanceof BindException || cause instanceof SocketException) {
      return failure(
          "%1$s is not an address of this machine that port %2$d can be bound on. Choose another"
              + " with --host.",
          options, cause);
    }
    return failure(
        "Cannot listen on %s port %d. Choose others with --host, --port.", options, cause);
  }

  private static IOException failure(String text, HttpOptions options, Throwable cause) {
    return new IOException(text.formatted(options.host(), options.port()), cause);
  }
}
