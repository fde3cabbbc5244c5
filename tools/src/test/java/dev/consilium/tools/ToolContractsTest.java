package dev.consilium.tools;

import static org.assertj.core.api.Assertions.assertThat;

import dev.consilium.memory.Database;
import dev.consilium.memory.DatabaseConfig;
import dev.consilium.memory.SearchConfig;
import dev.consilium.schemas.json.Json;
import dev.consilium.tools.models.ModelConfig;
import dev.consilium.tools.models.Models;
import dev.consilium.tools.notion.Notion;
import dev.consilium.tools.notion.NotionConfig;
import dev.consilium.tools.sandbox.Sandbox;
import dev.consilium.tools.sandbox.SandboxConfig;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.jspecify.annotations.NullMarked;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import tools.jackson.databind.node.ObjectNode;

/**
 * Every tool's contract stands in {@code schemas/tools}. After a wanted change, run with {@code
 * -Dcontracts.update=true} and commit the difference.
 */
@NullMarked
class ToolContractsTest {
  private static final Path CONTRACTS = Path.of("..", "schemas", "tools");

  @TempDir static Path home = Path.of("");

  /** Never started: the contracts need no records. */
  private static Stream<RegisteredTool> tools() {
    return registry().all().stream();
  }

  static ToolRegistry registry() {
    Database database =
        new Database(new DatabaseConfig(home, Optional.empty(), 1, SearchConfig.DEFAULT, _ -> {}));
    return ToolRegistry.of(
        database,
        new Sandbox(SandboxConfig.DEFAULT, database.runs()),
        new Models(ModelConfig.NONE),
        new Notion(NotionConfig.OFF, database));
  }

  @ParameterizedTest
  @MethodSource("tools")
  void contractIsTheCommittedOne(RegisteredTool tool) throws IOException {
    ObjectNode contract = Json.MAPPER.createObjectNode();
    ToolInfo spec = tool.info();
    contract
        .put("name", spec.name())
        .put("title", spec.title())
        .put("description", spec.description())
        .put("set", spec.set().name().toLowerCase(Locale.ROOT));
    contract.set("hints", Json.MAPPER.valueToTree(spec.hints()));
    contract.set("inputSchema", tool.inputSchema());
    if (tool.outputSchema() != null) {
      contract.set("outputSchema", tool.outputSchema());
    }
    String text = contract.toPrettyString() + "\n";
    Path file = CONTRACTS.resolve(spec.name() + ".json");
    if (Boolean.getBoolean("contracts.update")) {
      Files.createDirectories(CONTRACTS);
      Files.writeString(file, text);
    }
    assertThat(file).exists().hasContent(text);
  }

  @Test
  void thereIsNoContractWithoutItsTool() throws IOException {
    try (Stream<Path> files = Files.list(CONTRACTS)) {
      List<String> committed = files.map(f -> f.getFileName().toString()).sorted().toList();
      assertThat(committed)
          .containsExactlyElementsOf(
              new TreeSet<>(tools().map(t -> t.info().name() + ".json").toList()));
    }
  }

  @AfterAll
  static void nothingWasStarted() {
    assertThat(home.resolve("postgres")).doesNotExist();
  }
}
