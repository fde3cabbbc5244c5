package dev.consilium.server.conformance;

import dev.consilium.memory.Change;
import dev.consilium.tools.ResourceContents;
import dev.consilium.tools.Resources;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.NullMarked;
import org.jspecify.annotations.Nullable;

/** The resources that the suite reads. */
@NullMarked
final class FixtureResources implements Resources {
  private static final Pattern TEMPLATE = Pattern.compile("test://template/([^/]+)/data");

  @Override
  public List<Template> templates() {
    return List.of(
        new Template(
            "test://template/{id}/data", "template", "Template", "By id", "application/json"));
  }

  @Override
  public Page list(@Nullable String cursor) {
    return new Page(
        List.of(
            entry("test://static-text", "text/plain"),
            entry("test://static-binary", "image/png"),
            entry("test://watched-resource", "text/plain")),
        null);
  }

  private static Entry entry(String uri, String mimeType) {
    String name = uri.substring("test://".length());
    return new Entry(uri, name, name, "For the suite", mimeType);
  }

  @Override
  public Optional<ResourceContents> read(String uri) {
    return switch (uri) {
      case "test://static-text" ->
          Optional.of(
              new ResourceContents.Text(
                  uri, "text/plain", "This is the content of the static text resource."));
      case "test://static-binary" ->
          Optional.of(new ResourceContents.Blob(uri, "image/png", Fixture.PNG));
      case "test://watched-resource" ->
          Optional.of(new ResourceContents.Text(uri, "text/plain", "Watched resource content"));
      default -> template(uri);
    };
  }

  private static Optional<ResourceContents> template(String uri) {
    Matcher matcher = TEMPLATE.matcher(uri);
    return matcher.matches()
        ? Optional.of(
            new ResourceContents.Text(
                uri,
                "application/json",
                "{\"id\":\"%s\",\"templateTest\":true,\"data\":\"Data for ID: %s\"}"
                    .formatted(matcher.group(1), matcher.group(1))))
        : Optional.empty();
  }

  @Override
  public List<String> changedBy(Change change) {
    return List.of();
  }

  @Override
  public List<String> complete(
      String uriTemplate, String variable, String prefix, Map<String, String> known) {
    return List.of();
  }
}
