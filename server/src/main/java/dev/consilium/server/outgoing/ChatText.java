package dev.consilium.server.outgoing;

import dev.consilium.memory.feed.FeedEvent;
import dev.consilium.schemas.json.Json;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import tools.jackson.databind.JsonNode;

/** An event in a few lines, for people who read it in a chat. */
final class ChatText {
  private static final List<String> TITLES = List.of("/title", "/topic");
  private static final List<String> IDS = List.of("/task_id", "/decision_id", "/council_id");
  private static final List<String> WHO = List.of("/author", "/participant", "/speaker", "/agent");
  private static final List<String> SAID =
      List.of(
          "/error_message",
          "/result",
          "/message",
          "/event/text",
          "/text",
          "/choice",
          "/detail",
          "/reason");

  private ChatText() {}

  /** At most so many characters, as UTF-16 counts them. */
  static String of(FeedEvent event, int most) {
    JsonNode data = Json.MAPPER.readTree(event.dataJson());
    String words = event.type().replace('_', ' ');
    String head =
        Stream.of(
                Optional.of(event.project())
                    .filter(project -> !project.isEmpty())
                    .map(p -> p + ":"),
                Optional.of(Character.toUpperCase(words.charAt(0)) + words.substring(1)),
                first(data, TITLES).map(title -> "– " + title),
                first(data, IDS).map(id -> "(" + id + ")"))
            .flatMap(Optional::stream)
            .collect(Collectors.joining(" "));
    String how =
        Stream.of(
                first(data, WHO).map(who -> "by " + who),
                first(data, List.of("/kind", "/status")),
                first(data, List.of("/progress")).map(progress -> progress + " %"))
            .flatMap(Optional::stream)
            .collect(Collectors.joining(", "));
    String text =
        Stream.of(head, how, first(data, SAID).orElse(""))
            .filter(line -> !line.isBlank())
            .collect(Collectors.joining("\n"));
    return shortened(text, most);
  }

  private static Optional<String> first(JsonNode data, List<String> places) {
    return places.stream()
        .map(data::at)
        .filter(JsonNode::isValueNode)
        .map(node -> node.asString("").strip())
        .filter(text -> !text.isEmpty())
        .findFirst();
  }

  /** Leaves no half of a character. */
  static String shortened(String text, int most) {
    if (text.length() <= most) {
      return text;
    }
    int end = most - 1;
    return text.substring(0, Character.isHighSurrogate(text.charAt(end - 1)) ? end - 1 : end) + "…";
  }
}
