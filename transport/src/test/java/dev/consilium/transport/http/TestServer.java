package dev.consilium.transport.http;

import dev.consilium.schemas.access.Principal;
import dev.consilium.schemas.access.Scope;
import dev.consilium.transport.Gate;
import dev.consilium.transport.testing.TestEngine;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;

/** A server on a free port, with small limits, a test engine and a gate for two keys. */
final class TestServer implements AutoCloseable {
  static final int MAX_BODY = 100_000;
  static final Duration SHORT = Duration.ofMillis(400);

  private final TestEngine engine = new TestEngine();
  private final TestSockets sockets = new TestSockets();
  private final HttpServer server;
  private final HttpClient client =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

  TestServer() throws IOException {
    this(options(Duration.ofSeconds(30), Duration.ofSeconds(30)));
  }

  TestServer(HttpOptions options) throws IOException {
    this(options, TestServer::admit);
  }

  TestServer(HttpOptions options, Gate gate) throws IOException {
    server =
        HttpServer.start(
            options,
            gate,
            engine,
            List.of(
                HttpRoute.exact("/health", TestServer::show),
                HttpRoute.prefix("/api/", TestServer::show),
                HttpRoute.template("/api/things/{name}/parts", TestServer::show)),
            List.of(new WebSocketRoute("/ws", List.of("v1", "v2"), sockets::open)));
  }

  static HttpOptions options(Duration read, Duration idle) {
    return options(read, idle, Duration.ofSeconds(2));
  }

  static HttpOptions closing(Duration timeout) {
    return options(Duration.ofSeconds(30), Duration.ofSeconds(30), timeout);
  }

  private static HttpOptions options(Duration read, Duration idle, Duration close) {
    return new HttpOptions(
        "127.0.0.1",
        0,
        MAX_BODY,
        4_000,
        50,
        read,
        idle,
        Duration.ofMillis(100),
        1_000,
        1 << 20,
        close);
  }

  private static CompletableFuture<Gate.Admission> admit(dev.consilium.transport.RequestHead head) {
    return CompletableFuture.completedFuture(
        switch (head.headers().get("X-Key").orElse("local")) {
          case "bad" -> new Gate.Refused(401, "Unknown key", Map.of("WWW-Authenticate", "Bearer"));
          case String key -> new Gate.Admitted(new Principal(key, Scope.ALL));
        });
  }

  private static void show(HttpCall call) {
    if (call.query().containsKey("throw")) {
      throw new IllegalStateException("secret detail");
    }
    String text =
        "%s %s %s %s %d"
            .formatted(
                call.head().method(),
                call.head().path(),
                call.query(),
                call.principal().name(),
                call.body().length);
    byte[] body = text.getBytes(java.nio.charset.StandardCharsets.UTF_8);
    Thread.startVirtualThread(() -> call.respond(200, "text/plain", body, Map.of("X-Seen", "yes")));
  }

  TestEngine engine() {
    return engine;
  }

  TestSockets sockets() {
    return sockets;
  }

  HttpServer server() {
    return server;
  }

  RawClient raw() throws IOException {
    return new RawClient(server);
  }

  HttpRequest.Builder request(String path) {
    return HttpRequest.newBuilder(URI.create(server.url() + path)).timeout(Duration.ofSeconds(20));
  }

  HttpRequest.Builder post(String json) {
    return request("/mcp")
        .header("Content-Type", "application/json")
        .header("Accept", "application/json, text/event-stream")
        .POST(BodyPublishers.ofString(json));
  }

  HttpResponse<String> send(HttpRequest.Builder request) throws IOException, InterruptedException {
    return client.send(request.build(), BodyHandlers.ofString());
  }

  @Override
  public void close() {
    client.close();
    server.close();
  }
}
