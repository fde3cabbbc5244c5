package dev.consilium.server.api;

import java.util.Map;

/** A request that is not answered as it was asked; the message says what would be. */
final class ApiFailure extends RuntimeException {
  private static final long serialVersionUID = 1;

  private final int status;
  private final String field;
  private final transient Map<String, String> headers;

  ApiFailure(int status, String field, String message) {
    this(status, field, message, Map.of());
  }

  /** {@code field} is empty where no single one is to blame. */
  ApiFailure(int status, String field, String message, Map<String, String> headers) {
    super(message, null, false, false);
    this.status = status;
    this.field = field;
    this.headers = headers;
  }

  int status() {
    return status;
  }

  String field() {
    return field;
  }

  Map<String, String> headers() {
    return headers;
  }
}
