package dev.consilium.server.api;

import static org.assertj.core.api.Assertions.assertThat;

import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.dialect.Dialects;
import dev.consilium.memory.Database;
import dev.consilium.memory.DatabaseConfig;
import dev.consilium.memory.SearchConfig;
import dev.consilium.memory.fixtures.MigratedHome;
import dev.consilium.schemas.json.Json;
import dev.consilium.server.live.LiveConnections;
import dev.consilium.server.outgoing.Outgoing;
import dev.consilium.server.outgoing.OutgoingConfig;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.NullMarked;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/**
 * The document stands in {@code schemas/openapi.json}. After a wanted change, run with {@code
 * -Dcontracts.update=true} and commit the difference.
 */
@NullMarked
class OpenApiTest {
  private static final Path COMMITTED = Path.of("..", "schemas", "openapi.json");

  @TempDir(factory = MigratedHome.class)
  Path home = Path.of("");

  private String document() {
    // Never started: the document needs no records.
    Database database =
        new Database(new DatabaseConfig(home, Optional.empty(), 1, SearchConfig.DEFAULT, _ -> {}));
    return new String(
        new Api(
                database,
                new LiveConnections(),
                new Outgoing(OutgoingConfig.DEFAULT, database),
                _ -> Map.of())
            .document(),
        StandardCharsets.UTF_8);
  }

  @Test
  void theDocumentIsTheCommittedOne() throws IOException {
    String document = document();
    if (Boolean.getBoolean("contracts.update")) {
      Files.writeString(COMMITTED, document);
    }
    assertThat(COMMITTED).exists().hasContent(document);
  }

  @Test
  void everySchemaIsOne() {
    JsonNode document = Json.MAPPER.readTree(document());
    SchemaRegistry registry = SchemaRegistry.withDialect(Dialects.getDraft202012());
    JsonNode schemas = document.at("/components/schemas");
    JsonNode meta =
        Json.MAPPER.readTree("{\"$ref\":\"https://json-schema.org/draft/2020-12/schema\"}");

    assertThat(schemas.size()).isGreaterThan(10);
    for (Map.Entry<String, JsonNode> schema : schemas.properties()) {
      assertThat(registry.getSchema(meta).validate(schema.getValue()))
          .as(schema.getKey())
          .isEmpty();
    }
  }

  @Test
  void everyReferenceLeadsSomewhere() {
    JsonNode document = Json.MAPPER.readTree(document());
    assertThat(document.findValuesAsString("$ref"))
        .isNotEmpty()
        .allSatisfy(ref -> assertThat(document.at(ref.substring(1)).isObject()).as(ref).isTrue());
  }
}
