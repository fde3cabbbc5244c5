package dev.consilium.server.engine;

import dev.consilium.schemas.json.Json;
import dev.consilium.schemas.rpc.RpcMessage;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Base64;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.Map;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * The {@code requestState} of multi round-trip requests: what was answered so far, signed, for one
 * principal and one request, for an hour.
 */
final class RequestStates {
  private static final Duration TTL = Duration.ofHours(1);

  private final Signature signature;
  private final InstantSource clock;

  RequestStates(byte[] key, InstantSource clock) {
    this.signature = new Signature(key, "requestState");
    this.clock = clock;
  }

  /** What a state belongs to. */
  record Binding(String principal, String digest) {
    static Binding of(String principal, RpcMessage.Request request) {
      ObjectNode params = request.params().deepCopy();
      params.remove("_meta");
      params.remove("inputResponses");
      params.remove("requestState");
      try {
        byte[] digest =
            MessageDigest.getInstance("SHA-256")
                .digest((request.method() + params).getBytes(StandardCharsets.UTF_8));
        return new Binding(principal, HexFormat.of().formatHex(digest));
      } catch (NoSuchAlgorithmException e) {
        throw new IllegalStateException(e);
      }
    }
  }

  String signed(Binding binding, Map<String, ObjectNode> answers) {
    ObjectNode state =
        Json.MAPPER
            .createObjectNode()
            .put("principal", binding.principal())
            .put("request", binding.digest())
            .put("expires", clock.instant().plus(TTL).getEpochSecond());
    ObjectNode kept = state.putObject("answers");
    answers.forEach(kept::set);
    return Base64.getUrlEncoder()
        .withoutPadding()
        .encodeToString(signature.attachedTo(Json.MAPPER.writeValueAsBytes(state)));
  }

  /** The answers within; throws what the client gets for any other state than ours. */
  Map<String, ObjectNode> verified(String text, Binding binding) {
    JsonNode state;
    try {
      state =
          Json.MAPPER.readTree(
              signature
                  .detachedFrom(Base64.getUrlDecoder().decode(text))
                  .orElseThrow(() -> refused("it is not one this server gave")));
    } catch (IllegalArgumentException | JacksonException e) {
      throw refused("it is not one this server gave");
    }
    if (!state.path("principal").asString("").equals(binding.principal())
        || !state.path("request").asString("").equals(binding.digest())) {
      throw refused("it belongs to another request");
    }
    if (state.path("expires").asLong(0) < clock.instant().getEpochSecond()) {
      throw refused("it has expired; send the request without it");
    }
    Map<String, ObjectNode> answers = new LinkedHashMap<>();
    state
        .path("answers")
        .properties()
        .forEach(answer -> answers.put(answer.getKey(), (ObjectNode) answer.getValue()));
    return answers;
  }

  private static RuntimeException refused(String why) {
    return Params.invalid("\"requestState\" is refused: " + why);
  }
}
