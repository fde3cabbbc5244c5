package dev.consilium.bench;

import java.io.IOException;
import org.jspecify.annotations.Nullable;

/**
 * What is asked.
 *
 * @param params a JSON object
 * @param tool the one that is called
 * @param expected stands in the answer, or it is no answer
 */
record Request(String method, String params, @Nullable String tool, String expected) {
  Request(String method, String params, String expected) {
    this(method, params, null, expected);
  }

  static Request tool(String name, String arguments, String expected) {
    return new Request(
        "tools/call",
        "{\"name\":\"%s\",\"arguments\":%s}".formatted(name, arguments),
        name,
        expected);
  }

  /** A benchmark of wrong answers would be none. */
  String checked(long id, String answer) throws IOException {
    if (!answer.contains("\"id\":" + id)
        || !answer.contains(expected)
        || answer.contains("\"isError\":true")) {
      throw new IOException(method + " " + params + " was answered with " + answer);
    }
    return answer;
  }
}
