package dev.consilium.transport.http;

import java.util.List;

/** A path with names in braces, each of which stands for one segment. */
record PathTemplate(List<String> segments) {
  static PathTemplate of(String path) {
    return new PathTemplate(List.of(path.split("/", -1)));
  }

  boolean matches(String path) {
    String[] given = path.split("/", -1);
    if (given.length != segments.size()) {
      return false;
    }
    for (int i = 0; i < given.length; i++) {
      String segment = segments.get(i);
      if (segment.startsWith("{") ? given[i].isEmpty() : !segment.equals(given[i])) {
        return false;
      }
    }
    return true;
  }
}
