package dev.consilium.server.logging;

import static org.assertj.core.api.Assertions.assertThat;

import dev.consilium.memory.fixtures.MigratedHome;
import dev.consilium.schemas.json.Json;
import dev.consilium.server.testing.Program;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/** With {@code log_format=json} every line on stderr is an object, and stdout is the protocol's. */
class JsonLogTest {
  private static final String TRACE = "0af7651916cd43dd8448eb211c80319c";

  @TempDir(factory = MigratedHome.class)
  Path home;

  @Test
  void everyLineIsAnObject() throws Exception {
    int nobody;
    try (ServerSocket socket = new ServerSocket(0)) {
      nobody = socket.getLocalPort();
    }
    List<String> command = new ArrayList<>(Program.command());
    // As the launcher has it: the JVM's own warnings would be lines of text.
    command.addAll(
        1,
        List.of(
            "--enable-native-access=ALL-UNNAMED",
            "--sun-misc-unsafe-memory-access=allow",
            "-Xlog:disable"));
    command.addAll(
        List.of(
            "stdio", "--home", home.toString(), "--log-format", "json", "--log-level", "debug"));
    ProcessBuilder builder = new ProcessBuilder(command);
    // Every search has to do without it, and the log says so on the thread of the request.
    builder.environment().put("CONSILIUM_CHROMA_URL", "http://127.0.0.1:" + nobody);
    builder.environment().put("CONSILIUM_API_KEY", "never-to-be-seen");
    Process process = builder.start();
    List<String> said = new CopyOnWriteArrayList<>();
    Thread reading =
        Thread.ofVirtual().start(() -> process.errorReader().lines().forEach(said::add));
    try (var writer = process.outputWriter();
        var reader = process.inputReader()) {
      for (String call :
          List.of(
              "\"memory_add\",\"arguments\":{\"project\":\"p\",\"memories\":[{\"text\":\"one\"}]}",
              "\"memory_search\",\"arguments\":{\"project\":\"p\",\"query\":\"one\"}")) {
        JsonNode answer;
        do {
          writer.write(
              "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"tools/call\",\"params\":{\"name\":"
                  + call
                  + ",\"_meta\":{\"io.modelcontextprotocol/protocolVersion\":\"2026-07-28\","
                  + "\"io.modelcontextprotocol/clientCapabilities\":{},\"traceparent\":\"00-"
                  + TRACE
                  + "-b7ad6b7169203331-01\"}}}\n");
          writer.flush();
          answer = Json.MAPPER.readTree(reader.readLine());
          assertThat(answer.path("id").asInt()).isEqualTo(1);
          // Until there is a vector to look near to, the index is not asked.
        } while (call.contains("search")
            && said.stream().noneMatch(l -> l.contains("by words only: ")));
      }
      process.getOutputStream().close();
      assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
    } finally {
      process.destroyForcibly();
    }
    reading.join();
    assertThat(said).isNotEmpty();
    List<JsonNode> lines = said.stream().map(Json.MAPPER::readTree).toList();
    assertThat(lines)
        .allSatisfy(line -> {
          assertThat(line.isObject()).isTrue();
          assertThat(line.propertyNames()).contains("time", "level", "logger", "thread", "message");
        });
    assertThat(said).noneMatch(line -> line.contains("never-to-be-seen"));
    assertThat(lines)
        .anyMatch(line ->
            line.path("trace_id").asString("").equals(TRACE)
                && line.path("level").asString("").equals("warn"));
  }
}
