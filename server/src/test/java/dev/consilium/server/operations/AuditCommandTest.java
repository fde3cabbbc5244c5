package dev.consilium.server.operations;

import static org.assertj.core.api.Assertions.assertThat;

import dev.consilium.memory.fixtures.MigratedHome;
import dev.consilium.schemas.json.Json;
import dev.consilium.server.cli.CommandLineInterface;
import dev.consilium.server.cli.InProcessServer;
import dev.consilium.server.testing.Http;
import java.io.ByteArrayOutputStream;
import java.io.InputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the audit log tells whoever runs a host, on the whole program. */
class AuditCommandTest {
  @TempDir(factory = MigratedHome.class)
  Path home;

  private String printed(int status, String... words) throws Exception {
    ByteArrayOutputStream printed = new ByteArrayOutputStream();
    PrintStream console = new PrintStream(printed, true, StandardCharsets.UTF_8);
    List<String> all = new ArrayList<>(List.of(words));
    all.addAll(List.of("--home", home.toString()));
    assertThat(
            new CommandLineInterface(InputStream.nullInputStream(), printed, console)
                .run(all.toArray(String[]::new)))
        .isEqualTo(status);
    return printed.toString(StandardCharsets.UTF_8);
  }

  @Test
  void theAuditLogTellsWhoDidWhatAndThatNobodyChangedIt() throws Exception {
    String key = printed(0, "key", "create", "ann").strip();
    String reader = printed(0, "key", "create", "eve", "read").strip();
    try (InProcessServer server = InProcessServer.serve(home, "--require-key", "true")) {
      Http ann =
          Http.to(server.url() + "/mcp", "Authorization", "Bearer " + key)
              .with("traceparent", "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01")
              .initialized("2025-11-25");
      var _ = ann.tool("task_create", "{\"project\":\"p\",\"tasks\":[{\"title\":\"t\"}]}");
      var _ = ann.tool("task_create", "{\"project\":\"p\"}");
      var _ = ann.tool("task_list", "{\"project\":\"p\"}");
      var _ =
          Http.to(server.url() + "/webhook/start", "X-API-Key", key)
              .post("{\"project\":\"p\",\"task\":\"t\",\"task_id\":\"w\",\"agent\":\"a\"}");
      Http eve =
          Http.to(server.url() + "/mcp", "Authorization", "Bearer " + reader)
              .initialized("2025-11-25");
      var _ = eve.tool("task_create", "{\"project\":\"p\",\"tasks\":[{\"title\":\"t\"}]}");
    }
    List<String> told =
        printed(0, "audit", "list")
            .lines()
            .map(line -> Json.MAPPER.readTree(line))
            .map(e ->
                "%s %s %s %s %s %s %s"
                    .formatted(
                        e.path("position").asInt(),
                        e.path("principal").asString(""),
                        e.path("door").asString(""),
                        e.path("call").asString(""),
                        e.path("operation").asString(""),
                        e.path("target").asString(""),
                        e.path("outcome").asString("")))
            .toList();
    assertThat(told)
        .containsExactly(
            "1 local host key create key create ann done",
            "2 local host key create key create eve done",
            "3 ann mcp task_create create p done",
            "4 ann mcp task_create task_create p failed",
            "5 ann webhook POST /webhook/start notice  done",
            "6 eve mcp task_create task_create p refused");
    assertThat(printed(0, "audit", "list", "2").lines().findFirst().orElseThrow())
        .contains("\"trace\":\"0af7651916cd43dd8448eb211c80319c\"");
    String sound = printed(0, "audit", "verify");
    assertThat(sound).startsWith("The audit log is sound: 6 entries.");
    String head = sound.lines().skip(1).findFirst().orElseThrow().substring("HEAD ".length());
    assertThat(printed(0, "audit", "verify", head)).contains("HEAD " + head);
    assertThat(printed(1, "audit", "verify", "6:" + "0".repeat(64)))
        .isEqualToIgnoringNewLines(
            "The audit log is broken at entry 6: it is not the entry that was noted: the log was"
                + " written anew.");
  }
}
