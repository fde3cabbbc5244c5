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

  Page list(@Nullable String cursor);

  /** Empty when the URI names nothing. */
  Optional<ResourceContents> read(String uri);

  /** Values for a variable of a template that start with the prefix. */
  List<String> complete(
      String uriTemplate, String variable, String prefix, Map<String, String> known);

  /** The URIs whose content the change made another. */
  List<String> changedBy(Change change);
}
