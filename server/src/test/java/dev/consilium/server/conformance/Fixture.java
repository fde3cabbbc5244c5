package dev.consilium.server.conformance;

import dev.consilium.schemas.json.Json;
import dev.consilium.tools.InputRequest;
import org.jspecify.annotations.NullMarked;
import tools.jackson.databind.node.ObjectNode;

/** What several parts of the fixture share. */
@NullMarked
final class Fixture {
  /** One red pixel. */
  static final String PNG =
      "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mP8z8DwHwAFBQIAX8jx0gAAAABJRU5ErkJggg==";

  /** A header and no sound. */
  static final String WAV = "UklGRiYAAABXQVZFZm10IBAAAAABAAEAQB8AAAB9AAACABAAZGF0YQIAAAA=";

  private Fixture() {}

  static ObjectNode json(String text) {
    return (ObjectNode) Json.MAPPER.readTree(text);
  }

  /** A form with one required text field. */
  static InputRequest.Form form(String message, String field) {
    return new InputRequest.Form(
        message,
        json(
            "{\"type\":\"object\",\"properties\":{\"%s\":{\"type\":\"string\"}},\"required\":[\"%s\"]}"
                .formatted(field, field)));
  }

  static InputRequest.Sampling sampling(String prompt) {
    ObjectNode params = json("{\"messages\":[{\"role\":\"user\"}],\"maxTokens\":100}");
    ((ObjectNode) params.at("/messages/0"))
        .putObject("content")
        .put("type", "text")
        .put("text", prompt);
    return new InputRequest.Sampling(params);
  }
}
