package dev.consilium.server.cli;

import dev.consilium.schemas.json.Json;
import dev.consilium.server.config.Config;
import dev.consilium.server.config.ConfigSources;
import dev.consilium.server.config.Setting;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.OutputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.WebSocket;
import java.nio.channels.Channels;
import java.nio.channels.Pipe;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import tools.jackson.databind.JsonNode;

/**
 * The run from which the class cache of a build is made (JEP 514): touches what starts touch, and
 * the work of a day. Called by {@code scripts/train}.
 */
public final class Training {
  /** What is made only when it is used again is touched as well. */
  private static final int DAYS = 3;

  private static final String LEGACY = "2025-11-25";
  private static final String MODERN = "2026-07-28";

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

  private static String request(int id, String method, String params) {
    return "{\"jsonrpc\":\"2.0\",\"id\":%d,\"method\":\"%s\",\"params\":%s}"
        .formatted(id, method, params);
  }

  private static String initialize() {
    return request(
        0,
        "initialize",
        "{\"protocolVersion\":\"%s\",\"capabilities\":{},\"clientInfo\":{\"name\":\"train\",\"version\":\"1\"}}"
            .formatted(LEGACY));
  }

  /** What a client asks when it connects, by method. */
  private static Map<String, String> questions() {
    return Map.of(
        "ping", "{}",
        "tools/list", "{}",
        "resources/list", "{}",
        "resources/templates/list", "{}",
        "prompts/list", "{}",
        "prompts/get", "{\"name\":\"plan\",\"arguments\":{\"project\":\"p\",\"goal\":\"g\"}}");
  }

  /** Calls of tools by agents that work on two tasks of a day, as name and arguments. */
  private static List<String[]> work(String day) {
    List<String[]> calls = new ArrayList<>();
    calls.add(
        new String[] {
          "task_create",
          """
          {"project":"p","tasks":[{"task_id":"a%s","title":"A"},\
          {"task_id":"b%s","title":"B","depends_on":["a%s"]}]}\
          """
              .formatted(day, day, day)
        });
    calls.add(
        new String[] {
          "task_next",
          "{\"project\":\"p\",\"agent\":\"x\",\"idempotency_key\":\"k%s\"}".formatted(day)
        });
    for (String action : List.of("start", "progress", "finish")) {
      calls.add(
          new String[] {
            "task_report",
            "{\"project\":\"p\",\"task_id\":\"a%s\",\"action\":\"%s\",\"claim\":1,\"agent\":\"x\"%s}"
                .formatted(day, action, action.equals("progress") ? ",\"progress\":50" : "")
          });
    }
    String task = "{\"project\":\"p\",\"task_id\":\"b%s\"".formatted(day);
    calls.add(new String[] {"task_update", task + ",\"title\":\"C\"}"});
    calls.add(new String[] {"task_get", task + "}"});
    calls.add(new String[] {"task_update", task + ",\"status\":\"cancelled\"}"});
    calls.add(new String[] {"task_list", "{\"project\":\"p\",\"limit\":5}"});
    calls.add(new String[] {"project_list", "{}"});
    calls.add(new String[] {"project_stats", "{\"project\":\"p\"}"});
    return calls;
  }

  private static String call(String[] call) {
    return "{\"name\":\"%s\",\"arguments\":%s}".formatted(call[0], call[1]);
  }

  private void overStdio() throws Exception {
    Pipe stdin = Pipe.open();
    Pipe stdout = Pipe.open();
    StdioCommand command =
        new StdioCommand(
            Channels.newInputStream(stdin.source()), Channels.newOutputStream(stdout.sink()));
    try (ExecutorService executor = Executors.newVirtualThreadPerTaskExecutor()) {
      Future<Integer> ended = executor.submit(() -> command.run(config(), List.of()));
      try (OutputStream out = Channels.newOutputStream(stdin.sink());
          BufferedReader in =
              new BufferedReader(Channels.newReader(stdout.source(), StandardCharsets.UTF_8))) {
        say(out, in, initialize());
        int id = 1;
        for (Map.Entry<String, String> question : questions().entrySet()) {
          say(out, in, request(id++, question.getKey(), question.getValue()));
        }
        for (String[] call : work("stdio")) {
          say(out, in, request(id++, "tools/call", call(call)));
        }
        say(out, in, request(id++, "resources/read", "{\"uri\":\"task://p/astdio\"}"));
      }
      int _ = ended.get();
    }
  }

  private static void say(OutputStream out, BufferedReader in, String line) throws IOException {
    out.write((line + "\n").getBytes(StandardCharsets.UTF_8));
    out.flush();
    String answer;
    do {
      answer = in.readLine();
      if (answer == null) {
        throw new IOException("no answer to " + line);
      }
    } while (!Json.MAPPER.readTree(answer).has("id"));
    check(line, Json.MAPPER.readTree(answer));
  }

  private static void check(String request, JsonNode answer) {
    if (answer.has("error") || answer.at("/result/isError").asBoolean(false)) {
      throw new IllegalStateException(request + " was answered with " + answer);
    }
  }

  private void overHttp() throws Exception {
    CompletableFuture<String> url = new CompletableFuture<>();
    ServeCommand command = new ServeCommand(url::complete);
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
      HttpWork work = new HttpWork(http, url.get());
      work.ask();
      try (Watching _ = Watching.of(http, url.get())) {
        for (int day = 0; day < DAYS; day++) {
          work.day(day);
        }
      }
    }
  }

  /** One client of the server. */
  private static final class HttpWork {
    private final HttpClient http;
    private final String server;
    private final String session;
    private int id = 1;

    HttpWork(HttpClient http, String server) throws IOException, InterruptedException {
      this.http = http;
      this.server = server;
      this.session =
          post("/mcp", initialize()).headers().firstValue("Mcp-Session-Id").orElseThrow();
    }

    private HttpResponse<String> post(String path, String body, String... headers)
        throws IOException, InterruptedException {
      HttpRequest.Builder request =
          HttpRequest.newBuilder(URI.create(server + path))
              .header("Content-Type", "application/json")
              .header("Accept", "application/json, text/event-stream")
              .POST(HttpRequest.BodyPublishers.ofString(body));
      if (headers.length > 0) {
        request.headers(headers);
      }
      return checked(http.send(request.build(), HttpResponse.BodyHandlers.ofString()), body);
    }

    private static HttpResponse<String> checked(HttpResponse<String> response, String request) {
      if (response.statusCode() >= 300) {
        throw new IllegalStateException(request + " was answered with " + response.body());
      }
      return response;
    }

    private void get(String path) throws IOException, InterruptedException {
      var _ =
          checked(
              http.send(
                  HttpRequest.newBuilder(URI.create(server + path)).build(),
                  HttpResponse.BodyHandlers.ofString()),
              path);
    }

    private void legacy(String method, String params) throws IOException, InterruptedException {
      String message = request(id++, method, params);
      String answer =
          post("/mcp", message, "Mcp-Session-Id", session, "MCP-Protocol-Version", LEGACY).body();
      check(message, Json.MAPPER.readTree(answer));
    }

    private void modern(String[] call) throws IOException, InterruptedException {
      String params =
          """
          {"name":"%s","arguments":%s,"_meta":{"io.modelcontextprotocol/protocolVersion":"%s",\
          "io.modelcontextprotocol/clientInfo":{"name":"train","version":"1"},\
          "io.modelcontextprotocol/clientCapabilities":{}}}\
          """
              .formatted(call[0], call[1], MODERN);
      String message = request(id++, "tools/call", params);
      String answer =
          post(
                  "/mcp",
                  message,
                  "MCP-Protocol-Version",
                  MODERN,
                  "Mcp-Method",
                  "tools/call",
                  "Mcp-Name",
                  call[0])
              .body();
      check(message, Json.MAPPER.readTree(answer));
    }

    void ask() throws IOException, InterruptedException {
      for (Map.Entry<String, String> question : questions().entrySet()) {
        legacy(question.getKey(), question.getValue());
      }
      for (String path : List.of("/health", "/metrics", "/api/projects")) {
        get(path);
      }
    }

    void day(int day) throws IOException, InterruptedException {
      for (String[] call : work("legacy" + day)) {
        legacy("tools/call", call(call));
      }
      for (String[] call : work("modern" + day)) {
        modern(call);
      }
      String report =
          "{\"project\":\"p\",\"task_id\":\"w%d\",\"task\":\"W\",\"agent\":\"y\"".formatted(day);
      var _ = post("/webhook/start", report + "}");
      var _ = post("/webhook/status", report + ",\"progress\":50}");
      var _ = post("/webhook/finish", report + ",\"result\":\"ok\"}");
      get("/api/projects/p/tasks?limit=5");
      get("/api/tasks?limit=5");
    }
  }

  /** A client of the live feed, which shall have seen something. */
  private record Watching(WebSocket socket, CompletableFuture<Void> event)
      implements AutoCloseable {
    static Watching of(HttpClient http, String server) throws Exception {
      CompletableFuture<Void> event = new CompletableFuture<>();
      URI uri = URI.create(server.replaceFirst("http", "ws") + "/webhook/ws?types=all");
      WebSocket socket =
          http.newWebSocketBuilder()
              .buildAsync(
                  uri,
                  new WebSocket.Listener() {
                    @Override
                    public CompletionStage<?> onText(
                        WebSocket ws, CharSequence text, boolean last) {
                      if (text.toString().contains("task_created")) {
                        event.complete(null);
                      }
                      ws.request(1);
                      return CompletableFuture.completedFuture(null);
                    }
                  })
              .get();
      return new Watching(socket, event);
    }

    @Override
    public void close() {
      var _ = event.join();
      socket.abort();
    }
  }
}
