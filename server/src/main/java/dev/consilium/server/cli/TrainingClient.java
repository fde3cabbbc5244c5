package dev.consilium.server.cli;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.List;
import java.util.Map;

/** A client of a host in a {@link Training}, over HTTP and in both eras. */
final class TrainingClient {
  private final HttpClient http;
  private final String server;
  private final String session;
  private int id = 1;

  TrainingClient(HttpClient http, String server) throws IOException, InterruptedException {
    this.http = http;
    this.server = server;
    this.session =
        post("/mcp", TrainingScript.initialize())
            .headers()
            .firstValue("Mcp-Session-Id")
            .orElseThrow();
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
    String message = TrainingScript.request(id++, method, params);
    String answer =
        post(
                "/mcp",
                message,
                "Mcp-Session-Id",
                session,
                "MCP-Protocol-Version",
                TrainingScript.LEGACY)
            .body();
    TrainingScript.check(message, answer);
  }

  private void modern(TrainingScript.Call call) throws IOException, InterruptedException {
    String message = TrainingScript.request(id++, "tools/call", call.modernParams());
    String answer =
        post(
                "/mcp",
                message,
                "MCP-Protocol-Version",
                TrainingScript.MODERN,
                "Mcp-Method",
                "tools/call",
                "Mcp-Name",
                call.tool())
            .body();
    TrainingScript.check(message, answer);
  }

  void ask() throws IOException, InterruptedException {
    for (Map.Entry<String, String> question : TrainingScript.questions().entrySet()) {
      legacy(question.getKey(), question.getValue());
    }
    for (String path : List.of("/health", "/metrics", "/api/projects")) {
      get(path);
    }
  }

  void day(int day) throws IOException, InterruptedException {
    for (TrainingScript.Call call : TrainingScript.work("legacy" + day)) {
      legacy("tools/call", call.params());
    }
    for (TrainingScript.Call call : TrainingScript.work("modern" + day)) {
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
