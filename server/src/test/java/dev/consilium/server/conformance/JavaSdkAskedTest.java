package dev.consilium.server.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import dev.consilium.memory.Database;
import dev.consilium.memory.DatabaseConfig;
import dev.consilium.memory.SearchConfig;
import dev.consilium.memory.fixtures.MigratedHome;
import dev.consilium.transport.http.HttpServer;
import io.modelcontextprotocol.client.McpClient;
import io.modelcontextprotocol.client.McpSyncClient;
import io.modelcontextprotocol.client.transport.HttpClientSseClientTransport;
import io.modelcontextprotocol.client.transport.HttpClientStreamableHttpTransport;
import io.modelcontextprotocol.client.transport.ServerParameters;
import io.modelcontextprotocol.client.transport.StdioClientTransport;
import io.modelcontextprotocol.json.McpJsonDefaults;
import io.modelcontextprotocol.spec.McpClientTransport;
import io.modelcontextprotocol.spec.McpSchema.CallToolRequest;
import io.modelcontextprotocol.spec.McpSchema.ClientCapabilities;
import io.modelcontextprotocol.spec.McpSchema.ElicitResult;
import io.modelcontextprotocol.spec.McpSchema.TextContent;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The official Java SDK's client, asked by a tool for forms and for visits to a URL. */
class JavaSdkAskedTest {
  enum Transport {
    STDIO,
    HTTP,
    SSE
  }

  @TempDir(factory = MigratedHome.class)
  static Path home;

  private static Database database;
  private static HttpServer server;

  @BeforeAll
  static void serve() throws Exception {
    database =
        new Database(new DatabaseConfig(home, Optional.empty(), 2, SearchConfig.DEFAULT, _ -> {}));
    server = ConformanceHost.serve(database, home, 0);
  }

  @AfterAll
  static void stop() {
    server.close();
    database.close();
  }

  @SuppressWarnings("deprecation") // HTTP+SSE is; its users are still there.
  private static McpClientTransport transport(Transport transport) {
    return switch (transport) {
      case STDIO ->
          new StdioClientTransport(
              ServerParameters.builder(
                      Path.of(System.getProperty("java.home"), "bin", "java").toString())
                  .args(
                      List.of(
                          "-cp",
                          System.getProperty("java.class.path"),
                          ConformanceHost.class.getName(),
                          "stdio"))
                  .build(),
              McpJsonDefaults.getMapper());
      case HTTP -> HttpClientStreamableHttpTransport.builder(server.url()).endpoint("/mcp").build();
      case SSE -> HttpClientSseClientTransport.builder(server.url()).sseEndpoint("/sse").build();
    };
  }

  @ParameterizedTest
  @EnumSource
  void answers(Transport transport) {
    try (McpSyncClient client =
        McpClient.sync(transport(transport))
            .requestTimeout(Duration.ofMinutes(2))
            .initializationTimeout(Duration.ofMinutes(2))
            .capabilities(ClientCapabilities.builder().elicitation(true, true).build())
            .elicitation(form ->
                new ElicitResult(
                    ElicitResult.Action.ACCEPT, Map.of("response", form.message() + " Анна")))
            .urlElicitation(_ -> new ElicitResult(ElicitResult.Action.DECLINE, Map.of()))
            .build()) {
      var _ = client.initialize();

      assertThat(call(client, "test_elicitation", Map.of("message", "Who?")))
          .contains("accept", "Who? Анна");
      assertThat(call(client, "test_url_elicitation", Map.of()))
          // The SDK speaks 2024-11-05 there, which knows no URLs.
          .contains(transport == Transport.SSE ? "needs a client that supports" : "URL: decline");
    }
  }

  private static String call(McpSyncClient client, String tool, Map<String, Object> arguments) {
    var result = client.callTool(CallToolRequest.builder(tool).arguments(arguments).build());
    return ((TextContent) result.content().getFirst()).text();
  }
}
