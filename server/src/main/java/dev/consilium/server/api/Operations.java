package dev.consilium.server.api;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/** Finds the operation that a request means. */
final class Operations {
  /** What a request means. */
  sealed interface Found {}

  /** {@code path} holds the parameters that stand in the path. */
  record Match(Operation<?, ?> operation, Map<String, String> path) implements Found {}

  /** The path is known, and these methods of it. */
  record OtherMethods(List<String> allowed) implements Found {}

  /** Nothing is there. */
  record Nowhere() implements Found {}

  private final List<Operation<?, ?>> all;

  Operations(List<Operation<?, ?>> all) {
    this.all = List.copyOf(all);
  }

  List<Operation<?, ?>> all() {
    return all;
  }

  Found find(String method, String path) {
    String wanted = method.equals("HEAD") ? "GET" : method;
    List<String> segments = Operation.segments(path);
    Set<String> allowed = new TreeSet<>();
    for (Operation<?, ?> operation : all) {
      List<String> template = Operation.segments(operation.path());
      if (template.size() == segments.size()) {
        Map<String, String> values = new HashMap<>();
        if (fits(template, segments, values)) {
          if (operation.method().equals(wanted)) {
            return new Match(operation, values);
          }
          allowed.add(operation.method());
        }
      }
    }
    return allowed.isEmpty() ? new Nowhere() : new OtherMethods(withImplied(allowed));
  }

  private static boolean fits(
      List<String> template, List<String> segments, Map<String, String> values) {
    for (int i = 0; i < template.size(); i++) {
      String expected = template.get(i);
      if (Operation.isName(expected)) {
        values.put(Operation.name(expected), segments.get(i));
      } else if (!expected.equals(segments.get(i))) {
        return false;
      }
    }
    return true;
  }

  private static List<String> withImplied(Set<String> allowed) {
    List<String> methods = new ArrayList<>(allowed);
    if (allowed.contains("GET")) {
      methods.add("HEAD");
    }
    methods.add("OPTIONS");
    return methods;
  }
}
