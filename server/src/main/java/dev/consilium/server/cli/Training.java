package dev.consilium.server.cli;

import dev.consilium.schemas.json.Json;
import dev.consilium.server.config.Config;
import dev.consilium.server.config.ConfigSources;
import dev.consilium.server.config.Setting;
import dev.consilium.transport.local.LocalServer;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.OutputStream;
import java.net.http.HttpClient;
import java.nio.channels.Channels;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import tools.jackson.databind.JsonNode;

/**
 * The run from which the class cache of a build is made (JEP 514): touches what starts touch, and
 * the work of a day. Called by {@code scripts/train}.
 */
public final class Training {
  /** What is made only when it is used again is touched as well. */
  private static final int DAYS = 3;

  private final Map<Setting, String> settings;

  private Training(Path home) {
    this.settings = Map.of(Setting.HOME, home.toString(), Setting.PORT, "0");
  }

  /** Takes the folder of a home of its own, and writes nothing to stdout. */
  public static void main(String[] args) throws Exception {
    System.setOut(System.err);
    Training training = new Training(Path.of(args[0]));
    training.overStdio();
    training.overHttp();
    System.exit(0);
  }

  private Config config() {
    return ConfigSources.load(settings, Map.of(), Path.of(System.getProperty("user.home")));
  }

  /** As clients are served that share a process. */
  private void overStdio() throws Exception {
    Path socket = Path.of(settings.get(Setting.HOME) + ".socket");
    CompletableFuture<Integer> ended = new CompletableFuture<>();
    LocalServer server = LocalServer.listen(socket);
    var _ = Thread.ofPlatform().daemon().start(() -> relayed(server, ended));
    try (SocketChannel client = LocalServer.connect(socket)) {
      OutputStream out = Channels.newOutputStream(client);
      BufferedReader in = new BufferedReader(Channels.newReader(client, StandardCharsets.UTF_8));
      say(out, in, TrainingScript.initialize());
      int id = 1;
      for (Map.Entry<String, String> question : TrainingScript.questions().entrySet()) {
        say(out, in, TrainingScript.request(id++, question.getKey(), question.getValue()));
      }
      for (TrainingScript.Call call : TrainingScript.work("stdio")) {
        say(out, in, TrainingScript.request(id++, "tools/call", call.params()));
      }
      say(out, in, TrainingScript.request(id++, "resources/read", "{\"uri\":\"task://p/astdio\"}"));
      for (List<TrainingScript.Call> atOnce : TrainingScript.crowd()) {
        List<String> lines = new ArrayList<>();
        for (TrainingScript.Call call : atOnce) {
          lines.add(TrainingScript.request(id++, "tools/call", call.params()));
        }
        say(out, in, lines);
      }
    }
    int _ = ended.get();
  }

  private void relayed(LocalServer server, CompletableFuture<Integer> ended) {
    try {
      server.run(
          OutputStream.nullOutputStream(),
          (in, out) -> {
            try {
              ended.complete(new StdioCommand(in, out).run(config(), List.of()));
            } catch (Exception e) {
              ended.completeExceptionally(e);
            }
          });
    } catch (IOException | InterruptedException e) {
      ended.completeExceptionally(e);
    }
  }

  private static void say(OutputStream out, BufferedReader in, String line) throws IOException {
    say(out, in, List.of(line));
  }

  /** All at once, and then waits for all answers. */
  private static void say(OutputStream out, BufferedReader in, List<String> lines)
      throws IOException {
    for (String line : lines) {
      out.write((line + "\n").getBytes(StandardCharsets.UTF_8));
    }
    out.flush();
    int missing = lines.size();
    while (missing > 0) {
      String read = in.readLine();
      if (read == null) {
        throw new IOException("no answer to " + lines);
      }
      JsonNode answer = Json.MAPPER.readTree(read);
      if (answer.has("id")) {
        TrainingScript.check(lines.toString(), answer);
        missing--;
      }
    }
  }

  private void overHttp() throws Exception {
    CompletableFuture<String> url = new CompletableFuture<>();
    ServeCommand command = new ServeCommand(url::complete, StopSignal.ofProcess());
    Thread.ofPlatform()
        .daemon()
        .start(() -> {
          try {
            int _ = command.run(config(), List.of());
          } catch (Exception e) {
            url.completeExceptionally(e);
          }
        });
    try (HttpClient http = HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build()) {
      TrainingClient client = new TrainingClient(http, url.get());
      client.ask();
      try (TrainingWatcher _ = TrainingWatcher.of(http, url.get())) {
        for (int day = 0; day < DAYS; day++) {
          client.day(day);
        }
      }
    }
  }
}
