package dev.consilium.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.consilium.server.cli.InProcessServer;
import dev.consilium.server.testing.Program;
import io.modelcontextprotocol.client.McpClient;
import io.modelcontextprotocol.client.McpSyncClient;
import io.modelcontextprotocol.client.transport.HttpClientSseClientTransport;
import io.modelcontextprotocol.client.transport.HttpClientStreamableHttpTransport;
import io.modelcontextprotocol.client.transport.ServerParameters;
import io.modelcontextprotocol.client.transport.StdioClientTransport;
import io.modelcontextprotocol.json.McpJsonDefaults;
import io.modelcontextprotocol.spec.McpClientTransport;
import io.modelcontextprotocol.spec.McpSchema.CallToolRequest;
import io.modelcontextprotocol.spec.McpSchema.CallToolResult;
import io.modelcontextprotocol.spec.McpSchema.CompleteRequest;
import io.modelcontextprotocol.spec.McpSchema.GetPromptRequest;
import io.modelcontextprotocol.spec.McpSchema.ProgressNotification;
import io.modelcontextprotocol.spec.McpSchema.PromptReference;
import io.modelcontextprotocol.spec.McpSchema.ReadResourceRequest;
import io.modelcontextprotocol.spec.McpSchema.TextContent;
import io.modelcontextprotocol.spec.McpSchema.Tool;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The whole program, used by the official Java SDK. */
class JavaSdkTest {
  enum Transport {
    STDIO,
    HTTP,
    SSE
  }

  @TempDir static Path home;
  private static InProcessServer server;

  private final LinkedBlockingQueue<ProgressNotification> progress = new LinkedBlockingQueue<>();

  @BeforeAll
  static void serve() throws Exception {
    server = InProcessServer.serve(home);
  }

  @AfterAll
  static void stop() throws Exception {
    server.close();
  }

  private McpSyncClient connect(Transport transport) {
    McpSyncClient client =
        McpClient.sync(transport(transport))
            .requestTimeout(Duration.ofMinutes(2))
            .initializationTimeout(Duration.ofMinutes(2))
            .progressConsumer(progress::add)
            .build();
    assertThat(client.initialize().serverInfo().name()).isEqualTo("consilium");
    return client;
  }

  @SuppressWarnings("deprecation") // HTTP+SSE is; its users are still there.
  private static McpClientTransport transport(Transport transport) {
    return switch (transport) {
      case STDIO -> {
        List<String> arguments = new ArrayList<>(Program.command());
        String program = arguments.removeFirst();
        arguments.addAll(List.of("stdio", "--home", home.toString()));
        yield new StdioClientTransport(
            ServerParameters.builder(program).args(arguments).build(), McpJsonDefaults.getMapper());
      }
      case HTTP -> HttpClientStreamableHttpTransport.builder(server.url()).endpoint("/mcp").build();
      case SSE -> HttpClientSseClientTransport.builder(server.url()).sseEndpoint("/sse").build();
    };
  }

  private static CallToolResult call(
      McpSyncClient client, String tool, Map<String, Object> arguments) {
    return client.callTool(CallToolRequest.builder(tool).arguments(arguments).build());
  }

  private static String text(CallToolResult result) {
    return ((TextContent) result.content().getFirst()).text();
  }

  private static void done(CallToolResult result) {
    assertThat(result.isError()).as(text(result)).isNotEqualTo(true);
  }

  @ParameterizedTest
  @EnumSource
  void aTaskIsPlannedClaimedAndFinished(Transport transport) {
    String project = "sdk-" + transport;
    try (McpSyncClient client = connect(transport)) {
      assertThat(client.listTools().tools())
          .extracting(Tool::name)
          .contains("task_create", "task_next", "task_report");
      done(
          call(
              client,
              "task_create",
              Map.of(
                  "project",
                  project,
                  "tasks",
                  List.of(
                      Map.of("task_id", "a", "title", "A"),
                      Map.of("task_id", "b", "title", "B", "depends_on", List.of("a"))))));

      // As text: 2024-11-05 has no structured results.
      String claimed = text(call(client, "task_next", Map.of("project", project, "agent", "ann")));
      Matcher claim = Pattern.compile("claim=(\\d+)").matcher(claimed);
      assertThat(claim.find()).as(claimed).isTrue();
      CallToolResult finished =
          call(
              client,
              "task_report",
              Map.of(
                  "project",
                  project,
                  "task_id",
                  "a",
                  "agent",
                  "ann",
                  "action",
                  "finish",
                  "claim",
                  Integer.valueOf(claim.group(1))));

      assertThat(text(finished)).isEqualTo("a: done. Now ready: b");
      assertThat(
              client
                  .readResource(ReadResourceRequest.builder("task://" + project + "/a").build())
                  .contents()
                  .getFirst()
                  .toString())
          .contains("finished");
      assertThat(client.listResourceTemplates().resourceTemplates())
          .extracting(template -> template.uriTemplate())
          .contains("project://{project}", "task://{project}/{task_id}", "memory://{id}");
      assertThat(
              client
                  .getPrompt(
                      GetPromptRequest.builder("work")
                          .arguments(Map.of("project", project))
                          .build())
                  .messages())
          .hasSize(1);
      assertThat(
              client
                  .completeCompletion(
                      CompleteRequest.builder(
                              PromptReference.builder("work").build(),
                              new CompleteRequest.CompleteArgument("project", project))
                          .build())
                  .completion()
                  .values())
          .containsExactly(project);
      assertThat(client.ping()).isNotNull();
    }
  }

  @ParameterizedTest
  @EnumSource
  void whatIsWrongIsSaid(Transport transport) {
    try (McpSyncClient client = connect(transport)) {
      CallToolResult missing = call(client, "task_create", Map.of("project", "p"));

      assertThat(missing.isError()).isTrue();
      assertThat(text(missing)).contains("tasks");
      assertThatThrownBy(() -> call(client, "task_crate", Map.of()))
          .hasMessageContaining("Did you mean \"task_create\"?");
    }
  }

  @ParameterizedTest
  @EnumSource
  void aWaitTellsItsProgress(Transport transport) throws InterruptedException {
    try (McpSyncClient client = connect(transport)) {
      Map<String, Object> task = Map.of("task_id", "t", "title", "T");
      done(call(client, "task_create", Map.of("project", "waiting", "tasks", List.of(task))));
      CallToolResult nothing =
          client.callTool(
              CallToolRequest.builder("task_next")
                  .arguments(Map.of("project", "waiting", "label", "none", "wait_s", 6))
                  .progressToken("waiting")
                  .build());

      assertThat(text(nothing)).startsWith("Nothing is ready");
      ProgressNotification first = progress.poll(10, TimeUnit.SECONDS);
      assertThat(first).isNotNull();
      assertThat(first.progressToken()).isEqualTo("waiting");
    }
  }
}
