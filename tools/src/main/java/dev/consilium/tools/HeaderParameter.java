package dev.consilium.tools;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * An argument that clients repeat in the header {@code Mcp-Param-NAME}, for those who route by it:
 * its schema has an {@code x-mcp-header}.
 */
public record HeaderParameter(String header, List<String> path) {
  private static final String ANNOTATION = "x-mcp-header";
  private static final Pattern TOKEN = Pattern.compile("[!#$%&'*+.^_`|~0-9A-Za-z-]+");
  private static final Set<String> TYPES = Set.of("string", "integer", "boolean");

  /** All of a schema, found along {@code properties} only, as the specification wants it. */
  static List<HeaderParameter> in(ObjectNode schema) {
    List<HeaderParameter> found = new ArrayList<>();
    collect(schema, List.of(), found);
    Set<String> names = new TreeSet<>();
    for (HeaderParameter parameter : found) {
      if (!TOKEN.matcher(parameter.header).matches()
          || !names.add(parameter.header.toLowerCase(Locale.ROOT))) {
        throw new IllegalArgumentException(
            ANNOTATION + " \"" + parameter.header + "\" is no header name, or comes twice");
      }
    }
    return found;
  }

  private static void collect(JsonNode schema, List<String> path, List<HeaderParameter> found) {
    schema
        .path("properties")
        .properties()
        .forEach(property -> {
          List<String> here = new ArrayList<>(path);
          here.add(property.getKey());
          JsonNode header = property.getValue().path(ANNOTATION);
          if (!header.isMissingNode()) {
            if (!TYPES.contains(property.getValue().path("type").asString(""))) {
              throw new IllegalArgumentException(ANNOTATION + " needs one of the types " + TYPES);
            }
            found.add(new HeaderParameter(header.asString(""), List.copyOf(here)));
          }
          collect(property.getValue(), here, found);
        });
  }
}
