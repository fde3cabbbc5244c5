package dev.consilium.transport.testing;

import static org.assertj.core.api.Assertions.assertThat;

import dev.consilium.schemas.json.Json;
import tools.jackson.databind.JsonNode;

/** Judges answers. */
public final class Answers {
  private Answers() {}

  /** One JSON-RPC response, or an array of them. */
  public static void assertWellFormed(String json) {
    JsonNode tree = Json.MAPPER.readTree(json);
    if (tree.isArray()) {
      assertThat(tree.size()).isPositive();
      tree.forEach(Answers::assertResponse);
    } else {
      assertResponse(tree);
    }
  }

  private static void assertResponse(JsonNode response) {
    assertThat(response.path("jsonrpc").asString()).isEqualTo("2.0");
    assertThat(response.has("id")).isTrue();
    assertThat(response.has("result") ^ response.has("error")).isTrue();
    if (response.has("error")) {
      assertThat(response.path("error").path("code").isInt()).isTrue();
      assertThat(response.path("error").path("message").isString()).isTrue();
    }
  }
}
