package dev.consilium.tools;

import dev.consilium.memory.Change;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The resources of several kinds, of which the first are listed. */
record AllResources(List<Resources> parts) implements Resources {
  @Override
  public List<Template> templates() {
    return parts.stream().flatMap(part -> part.templates().stream()).toList();
  }

  @Override
  public Page list(@Nullable String cursor) {
    return parts.getFirst().list(cursor);
  }

  @Override
  public Optional<ResourceContents> read(String uri) {
    return parts.stream().flatMap(part -> part.read(uri).stream()).findFirst();
  }

  @Override
  public List<String> complete(
      String uriTemplate, String variable, String prefix, Map<String, String> known) {
    return parts.stream()
        .filter(
            part -> part.templates().stream().anyMatch(t -> t.uriTemplate().equals(uriTemplate)))
        .flatMap(part -> part.complete(uriTemplate, variable, prefix, known).stream())
        .toList();
  }

  @Override
  public List<String> changedBy(Change change) {
    return parts.stream().flatMap(part -> part.changedBy(change).stream()).toList();
  }
}
