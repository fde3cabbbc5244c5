package dev.consilium.server.api;

import dev.consilium.memory.Write;
import dev.consilium.schemas.access.Principal;
import dev.consilium.transport.RequestHead;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Who calls an operation, and what of the request is not in its parameters. */
record Caller(Principal principal, RequestHead head, Map<String, List<String>> query) {
  static final String IDEMPOTENCY_KEY = "Idempotency-Key";
  static final String IF_MATCH = "If-Match";

  /** Who writes, with the key of the request if it has one. */
  Write write() {
    Optional<String> key = head.headers().get(IDEMPOTENCY_KEY).map(String::strip);
    if (key.isPresent() && (key.get().isEmpty() || key.get().length() > Limits.NAME)) {
      throw new ApiFailure(422, IDEMPOTENCY_KEY, "must have 1 to " + Limits.NAME + " characters.");
    }
    return new Write(principal.name(), key.orElse(null));
  }

  /** The tags of which one has to be that of what is changed. */
  Optional<String> ifMatch() {
    return head.headers().get(IF_MATCH);
  }

  /** A page of a list, with where the next one is. */
  Answer page(List<?> items, @Nullable String nextCursor) {
    Answer answer = Answer.of(items);
    return nextCursor == null
        ? answer
        : answer
            .with("X-Next-Cursor", nextCursor)
            .with("Link", "<" + path() + "?" + queryWith(nextCursor) + ">; rel=\"next\"");
  }

  private String path() {
    return Stream.of(head.path().split("/", -1))
        .map(Caller::encoded)
        .collect(Collectors.joining("/"));
  }

  private String queryWith(String cursor) {
    Stream<String> kept =
        query.entrySet().stream()
            .filter(entry -> !entry.getKey().equals("cursor") && !entry.getKey().equals("offset"))
            .flatMap(entry ->
                entry.getValue().stream()
                    .map(value -> encoded(entry.getKey()) + "=" + encoded(value)));
    return Stream.concat(kept, Stream.of("cursor=" + encoded(cursor)))
        .collect(Collectors.joining("&"));
  }

  static String encoded(String text) {
    return URLEncoder.encode(text, StandardCharsets.UTF_8).replace("+", "%20");
  }
}
