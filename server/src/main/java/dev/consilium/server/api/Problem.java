package dev.consilium.server.api;

import dev.consilium.schemas.json.Field;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What went wrong (RFC 9457).
 *
 * @param errors each field that is not as expected
 */
record Problem(
    String type,
    String title,
    int status,
    @Field("What was expected, and what to do next") String detail,
    @Nullable List<FieldError> errors) {
  static final String MEDIA_TYPE = "application/problem+json";

  record FieldError(String field, String message) {}

  static Problem of(int status, String detail, List<FieldError> errors) {
    return new Problem(
        "about:blank", title(status), status, detail, errors.isEmpty() ? null : errors);
  }

  private static String title(int status) {
    return switch (status) {
      case 400 -> "Bad Request";
      case 403 -> "Forbidden";
      case 404 -> "Not Found";
      case 405 -> "Method Not Allowed";
      case 409 -> "Conflict";
      case 415 -> "Unsupported Media Type";
      case 422 -> "Unprocessable Content";
      case 503 -> "Service Unavailable";
      default -> "Internal Server Error";
    };
  }
}
