package dev.consilium.server.http;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.consilium.schemas.json.Field;
import dev.consilium.transport.http.HttpCall;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What went wrong (RFC 9457).
 *
 * @param errors each field that is not as expected; left out where no single field is to blame
 */
public record Problem(
    String type,
    String title,
    int status,
    @Field("What was expected, and what to do next") String detail,
    @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable List<FieldError> errors) {
  public static final String MEDIA_TYPE = "application/problem+json";

  public record FieldError(String field, String message) {}

  public static Problem of(int status, String detail, List<FieldError> errors) {
    return new Problem(
        "about:blank", title(status), status, detail, errors.isEmpty() ? null : errors);
  }

  /** Where no single field is to blame. */
  public static Problem of(int status, String detail) {
    return of(status, detail, List.of());
  }

  /** Answers with it. */
  public void answer(HttpCall call, Map<String, String> headers) {
    call.respond(status, MEDIA_TYPE, Wire.MAPPER.writeValueAsBytes(this), headers);
  }

  private static String title(int status) {
    return switch (status) {
      case 400 -> "Bad Request";
      case 403 -> "Forbidden";
      case 404 -> "Not Found";
      case 405 -> "Method Not Allowed";
      case 409 -> "Conflict";
      case 412 -> "Precondition Failed";
      case 415 -> "Unsupported Media Type";
      case 422 -> "Unprocessable Content";
      case 503 -> "Service Unavailable";
      default -> "Internal Server Error";
    };
  }
}
