package dev.consilium.tools.notion;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** Reads lists of Notion to their end. */
final class Listing {
  private static final int LISTED = 100;

  private final NotionApi api;

  Listing(NotionApi api) {
    this.api = api;
  }

  /** All that a question finds. */
  List<JsonNode> query(String path, ObjectNode query) throws InterruptedException {
    List<JsonNode> results = new ArrayList<>();
    query.put("page_size", LISTED);
    Optional<String> cursor = Optional.empty();
    do {
      cursor.ifPresent(next -> query.put("start_cursor", next));
      JsonNode answer = api.query(path, query);
      answer.path("results").forEach(results::add);
      cursor = next(answer);
    } while (cursor.isPresent());
    return results;
  }

  /** The blocks right below a page or a block. */
  List<JsonNode> children(String id) throws InterruptedException {
    List<JsonNode> children = new ArrayList<>();
    Optional<String> cursor = Optional.empty();
    do {
      JsonNode answer =
          api.get(
              "blocks/"
                  + id
                  + "/children?page_size="
                  + LISTED
                  + cursor.map(next -> "&start_cursor=" + next).orElse(""));
      answer.path("results").forEach(children::add);
      cursor = next(answer);
    } while (cursor.isPresent());
    return children;
  }

  private static Optional<String> next(JsonNode answer) {
    return answer.path("has_more").asBoolean(false)
        ? Optional.of(answer.path("next_cursor").asString("")).filter(c -> !c.isEmpty())
        : Optional.empty();
  }
}
