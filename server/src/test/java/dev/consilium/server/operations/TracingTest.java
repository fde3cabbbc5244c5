package dev.consilium.server.operations;

import static dev.consilium.server.operations.Collector.hex;
import static dev.consilium.server.operations.Collector.tag;
import static org.assertj.core.api.Assertions.assertThat;

import dev.consilium.memory.fixtures.MigratedHome;
import dev.consilium.server.cli.InProcessServer;
import dev.consilium.server.testing.Http;
import dev.consilium.server.testing.Program;
import io.opentelemetry.proto.trace.v1.Span;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A trace goes from the client's span through request and tool to the statements. */
class TracingTest {
  private static final String TRACE = "0af7651916cd43dd8448eb211c80319c";
  private static final String CLIENT_SPAN = "b7ad6b7169203331";
  private static final String PARENT = "00-" + TRACE + "-" + CLIENT_SPAN + "-01";
  private static final String OTHER = "00-11111111111111111111111111111111-2222222222222222-01";
  private static final String ARGUMENTS =
      "\"name\":\"task_create\",\"arguments\":{\"project\":\"p\",\"tasks\":[{\"title\":\"Secret\"}]}";

  @TempDir(factory = MigratedHome.class)
  Path home;

  private static void checkChain(Collector collector) throws Exception {
    Span insert =
        collector.await(span -> tag(span, "db.query.text").startsWith("INSERT INTO task ("));
    assertThat(insert.getName()).isEqualTo("INSERT");
    assertThat(insert.getKind()).isEqualTo(Span.SpanKind.SPAN_KIND_CLIENT);
    assertThat(tag(insert, "db.system.name")).isEqualTo("postgresql");
    Span write = collector.parent(insert);
    assertThat(write.getName()).isEqualTo("database write");
    Span tool = collector.parent(write);
    assertThat(tool.getName()).isEqualTo("execute_tool task_create");
    assertThat(tag(tool, "gen_ai.tool.name")).isEqualTo("task_create");
    Span request = collector.parent(tool);
    assertThat(request.getName()).isEqualTo("tools/call task_create");
    assertThat(request.getKind()).isEqualTo(Span.SpanKind.SPAN_KIND_SERVER);
    assertThat(tag(request, "mcp.method.name")).isEqualTo("tools/call");
    assertThat(hex(request.getParentSpanId())).isEqualTo(CLIENT_SPAN);
    for (Span span : List.of(insert, write, tool, request)) {
      assertThat(hex(span.getTraceId())).isEqualTo(TRACE);
    }
    assertThat(collector.all().toString()).doesNotContain("Secret");
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void overHttpFromTheHeaderOrFromMetaWhichSaysMore(boolean inMeta) throws Exception {
    try (Collector collector = new Collector();
        InProcessServer server = InProcessServer.serve(home, "--otlp-endpoint", collector.url())) {
      Http client =
          Http.to(server.url() + "/mcp")
              .initialized("2025-11-25")
              .with("traceparent", inMeta ? OTHER : PARENT);
      String meta = inMeta ? ",\"_meta\":{\"traceparent\":\"" + PARENT + "\"}" : "";
      var _ = client.call("tools/call", "{" + ARGUMENTS + meta + "}");
      checkChain(collector);
    }
  }

  @Test
  void overRestFromTheHeader() throws Exception {
    try (Collector collector = new Collector();
        InProcessServer server = InProcessServer.serve(home, "--otlp-endpoint", collector.url())) {
      var _ =
          Http.to(server.url() + "/webhook/start", "traceparent", PARENT)
              .post("{\"project\":\"p\",\"task\":\"Secret\",\"task_id\":\"w\",\"agent\":\"a\"}");
      Span insert =
          collector.await(span -> tag(span, "db.query.text").startsWith("INSERT INTO task ("));
      Span request = collector.parent(collector.parent(insert));
      assertThat(request.getName()).isEqualTo("POST /webhook/start");
      assertThat(hex(request.getParentSpanId())).isEqualTo(CLIENT_SPAN);
      assertThat(hex(request.getTraceId())).isEqualTo(TRACE);
    }
  }

  @Test
  void overStdioFromMeta() throws Exception {
    try (Collector collector = new Collector()) {
      List<String> command = new ArrayList<>(Program.command());
      command.addAll(
          List.of("stdio", "--home", home.toString(), "--otlp-endpoint", collector.url()));
      Process process =
          new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.DISCARD).start();
      try (var writer = process.outputWriter();
          var reader = process.inputReader()) {
        writer.write(
            "{\"jsonrpc\":\"2.0\",\"id\":7,\"method\":\"tools/call\",\"params\":{"
                + ARGUMENTS
                + ",\"_meta\":{\"io.modelcontextprotocol/protocolVersion\":\"2026-07-28\","
                + "\"io.modelcontextprotocol/clientCapabilities\":{},\"traceparent\":\""
                + PARENT
                + "\"}}}\n");
        writer.flush();
        assertThat(reader.readLine()).contains("\"id\":7", "\"result\"");
        // What was not sent yet is sent at the end.
        process.getOutputStream().close();
        assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
        checkChain(collector);
      } finally {
        process.destroyForcibly();
      }
    }
  }

  @Test
  void withoutACollectorNothingOfItIsLoaded() throws Exception {
    List<String> command = new ArrayList<>(Program.command());
    command.add(1, "-Xlog:class+load:stderr");
    command.addAll(List.of("stdio", "--home", home.toString()));
    Process process = new ProcessBuilder(command).start();
    List<String> loaded = new ArrayList<>();
    Thread reading =
        Thread.ofVirtual().start(() -> process.errorReader().lines().forEach(loaded::add));
    try (var writer = process.outputWriter();
        var reader = process.inputReader()) {
      writer.write(
          "{\"jsonrpc\":\"2.0\",\"id\":7,\"method\":\"tools/call\",\"params\":{"
              + ARGUMENTS
              + ",\"_meta\":{\"io.modelcontextprotocol/protocolVersion\":\"2026-07-28\","
              + "\"io.modelcontextprotocol/clientCapabilities\":{},\"traceparent\":\""
              + PARENT
              + "\"}}}\n");
      writer.flush();
      assertThat(reader.readLine()).contains("\"id\":7", "\"result\"");
      process.getOutputStream().close();
      assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
    } finally {
      process.destroyForcibly();
    }
    reading.join();
    assertThat(loaded).anyMatch(line -> line.contains("dev.consilium.server.engine.Engine "));
    assertThat(loaded)
        .noneMatch(line -> line.contains(" io.opentelemetry.") || line.contains(" io.micrometer."));
  }
}
