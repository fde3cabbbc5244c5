package dev.consilium.server.engine;

import static org.assertj.core.api.Assertions.assertThat;

import com.knuddels.jtokkit.Encodings;
import com.knuddels.jtokkit.api.Encoding;
import com.knuddels.jtokkit.api.EncodingType;
import dev.consilium.memory.Database;
import dev.consilium.memory.DatabaseConfig;
import dev.consilium.memory.SearchConfig;
import dev.consilium.memory.Write;
import dev.consilium.memory.fixtures.MigratedHome;
import dev.consilium.memory.tasks.NewTask;
import dev.consilium.memory.tasks.TaskType;
import dev.consilium.schemas.access.Scope;
import dev.consilium.schemas.json.Json;
import dev.consilium.tools.Cancellation;
import dev.consilium.tools.Catalog;
import dev.consilium.tools.Inputs;
import dev.consilium.tools.LogLevel;
import dev.consilium.tools.ToolContext;
import dev.consilium.tools.ToolResult;
import dev.consilium.tools.ToolSelection;
import dev.consilium.tools.models.ModelConfig;
import dev.consilium.tools.models.Models;
import dev.consilium.tools.notion.Notion;
import dev.consilium.tools.notion.NotionConfig;
import dev.consilium.tools.sandbox.Sandbox;
import dev.consilium.tools.sandbox.SandboxConfig;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/** Agents pay for every token of what they read. */
class TokenBudgetTest {
  private static final Encoding O200K =
      Encodings.newDefaultEncodingRegistry().getEncoding(EncodingType.O200K_BASE);

  private static int tokens(String text) {
    return O200K.countTokens(text);
  }

  private static Database database(Path home) {
    return new Database(
        new DatabaseConfig(home, Optional.empty(), 2, SearchConfig.DEFAULT, _ -> {}));
  }

  private static Catalog catalog(Database database) {
    return Catalog.of(
        database,
        new Sandbox(SandboxConfig.DEFAULT, database.runs()),
        new Models(ModelConfig.NONE),
        new Notion(NotionConfig.OFF, database));
  }

  @Test
  void listsOfTools(@TempDir(factory = MigratedHome.class) Path home) {
    try (Database database = database(home)) {
      Listings listings = new Listings(catalog(database), new ResultForm("1"));

      assertThat(tokensOfTools(listings, "default")).isLessThanOrEqualTo(2_500);
      assertThat(tokensOfTools(listings, "all")).isLessThanOrEqualTo(8_000);
    }
  }

  private static int tokensOfTools(Listings listings, String sets) {
    return tokens(listings.tools(ToolSelection.parse(sets), ProtocolVersion.LATEST).getValue());
  }

  @Test
  void twoHundredTasksWithTheirState(@TempDir(factory = MigratedHome.class) Path home)
      throws InterruptedException {
    try (Database database = database(home)) {
      List<NewTask> tasks = new ArrayList<>();
      for (int i = 1; i <= 200; i++) {
        String id = "task-" + i;
        List<String> dependsOn = i % 4 == 0 ? List.of("task-" + (i - 1)) : List.of();
        tasks.add(
            new NewTask(
                id,
                "Write the part no. " + i + " of the plan",
                "What has to be done for it, and how one sees that it is done.",
                TaskType.CODE,
                List.of("plan"),
                i % 5,
                null,
                null,
                null,
                dependsOn,
                null));
      }
      var _ = database.tasks().create(new Write("test", null), "plan", tasks);

      ToolResult result =
          catalog(database)
              .tools()
              .find("task_list")
              .orElseThrow()
              .call(
                  Json.MAPPER.createObjectNode().put("project", "plan").put("limit", 200),
                  new Nobody());

      assertThat(result.text()).contains("task-1 ", "task-200 ");
      assertThat(result.structured()).isNull();
      assertThat(tokens(result.text())).isLessThanOrEqualTo(4_000);
    }
  }

  private record Nobody() implements ToolContext {
    @Override
    public String principal() {
      return "test";
    }

    @Override
    public boolean may(Scope scope) {
      return true;
    }

    @Override
    public String clientName() {
      return "test";
    }

    @Override
    public Cancellation cancellation() {
      return new Cancellation();
    }

    @Override
    public void log(LogLevel level, String logger, JsonNode data) {}

    @Override
    public Inputs inputs() {
      throw new UnsupportedOperationException();
    }

    @Override
    public void releaseStream() {}

    @Override
    public boolean becomeTask() {
      return false;
    }

    @Override
    public void progress(double progress, @Nullable Double total, String message) {}
  }
}
