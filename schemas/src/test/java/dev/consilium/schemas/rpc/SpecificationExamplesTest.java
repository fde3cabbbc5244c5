package dev.consilium.schemas.rpc;

import static org.assertj.core.api.Assertions.assertThat;

import dev.consilium.schemas.json.Json;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.Named;
import org.junit.jupiter.api.condition.EnabledIfEnvironmentVariable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * Every example of the specification comes through the codec unchanged. They are read from a copy
 * of its repository, which {@code scripts/specification} brings.
 */
@EnabledIfEnvironmentVariable(
    named = SpecificationExamplesTest.FOLDER,
    matches = ".+",
    disabledReason = "needs a copy of the specification: scripts/specification brings one")
class SpecificationExamplesTest {
  static final String FOLDER = "CONSILIUM_SPECIFICATION";

  static Stream<Named<Path>> examples() throws IOException {
    Path folder = Path.of(System.getenv(FOLDER), "schema", "2026-07-28", "examples");
    try (Stream<Path> files = Files.walk(folder)) {
      return files
          .filter(file -> file.toString().endsWith(".json"))
          .sorted()
          .map(file -> Named.of(folder.relativize(file).toString(), file))
          .toList()
          .stream();
    }
  }

  @ParameterizedTest
  @MethodSource("examples")
  void comesThroughUnchanged(Path file) throws IOException {
    JsonNode message = message(file, Json.MAPPER.readTree(Files.readString(file)));

    String again = RpcCodec.text(RpcCodec.ofText(message.toString()));

    assertThat(Json.MAPPER.readTree(again)).isEqualTo(message);
  }

  /** The message in which an example stands that is none itself. */
  private static JsonNode message(Path file, JsonNode example) {
    if (example.has("jsonrpc")) {
      return example;
    }
    String type = file.getName(file.getNameCount() - 2).toString();
    ObjectNode message = Json.MAPPER.createObjectNode().put("jsonrpc", "2.0").put("id", 1);
    if (example.has("method")) {
      // A request of the server, as it stands in an InputRequiredResult.
      message.setAll((ObjectNode) example);
    } else if (type.endsWith("Params")) {
      message.put("method", "example").set("params", example);
    } else if (type.endsWith("Error")) {
      message.set("error", example);
    } else {
      message.set("result", example);
    }
    return message;
  }
}
