package dev.consilium.server.api;

import java.util.HashMap;
import java.util.Map;

/** What an operation answers; {@code body} is a record or a list of records. */
record Answer(int status, Object body, Map<String, String> headers) {
  static Answer of(Object body) {
    return new Answer(200, body, Map.of());
  }

  static Answer created(String location, Object body) {
    return new Answer(201, body, Map.of("Location", location));
  }

  Answer with(String name, String value) {
    Map<String, String> more = new HashMap<>(headers);
    more.put(name, value);
    return new Answer(status, body, more);
  }
}
