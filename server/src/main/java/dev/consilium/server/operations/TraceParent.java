package dev.consilium.server.operations;

import dev.consilium.transport.RequestHead;
import java.util.Optional;
import java.util.regex.Pattern;
import tools.jackson.databind.JsonNode;

/**
 * Where a request comes from: {@code traceparent} and {@code tracestate} of W3C Trace Context. MCP
 * has them in {@code _meta}, which says more than the headers of the HTTP request it came with.
 *
 * @param parent well-formed
 */
public record TraceParent(String parent, Optional<String> state) {
  private static final String PARENT = "traceparent";
  private static final String STATE = "tracestate";
  private static final Pattern FORM =
      Pattern.compile("(?!ff)[0-9a-f]{2}-(?!0{32})[0-9a-f]{32}-(?!0{16})[0-9a-f]{16}-[0-9a-f]{2}");
  private static final int LENGTH = 55;
  private static final int LONGEST_STATE = 512;

  static Optional<TraceParent> of(RequestHead.Headers headers) {
    return of(headers.get(PARENT), headers.get(STATE));
  }

  static Optional<TraceParent> of(JsonNode meta) {
    JsonNode parent = meta.path(PARENT);
    return parent.isString()
        ? of(
            Optional.of(parent.asString()),
            Optional.of(meta.path(STATE)).filter(JsonNode::isString).map(JsonNode::asString))
        : Optional.empty();
  }

  private static Optional<TraceParent> of(Optional<String> parent, Optional<String> state) {
    return parent
        .filter(text -> text.length() == LENGTH && FORM.matcher(text).matches())
        .map(text -> new TraceParent(text, state.filter(s -> s.length() <= LONGEST_STATE)));
  }

  String traceId() {
    return parent.substring(3, 35);
  }
}
