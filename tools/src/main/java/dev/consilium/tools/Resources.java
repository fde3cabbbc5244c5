package dev.consilium.tools;

import dev.consilium.memory.Change;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** What clients can read by URI. Everything but {@link #templates} may block. */
public interface Resources {
  record Template(
      String uriTemplate, String name, String title, String description, String mimeType) {}

  record Entry(String uri, String name, String title, String description, String mimeType) {}

  record Page(List<Entry> entries, @Nullable String nextCursor) {}

  List<Template> templates();

  /** None by default: most are found by other ways than by leafing through all. */
  default Page list(@Nullable String cursor) {
    return new Page(List.of(), null);
  }

  /** Empty when the URI names nothing. */
  Optional<ResourceContents> read(String uri);

  /** Values for a variable of a template that start with the prefix. */
  default List<String> complete(
      String uriTemplate, String variable, String prefix, Map<String, String> known) {
    return List.of();
  }

  /** The URIs whose content the change made another. */
  default List<String> changedBy(Change change) {
    return List.of();
  }
}
