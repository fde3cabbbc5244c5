package dev.consilium.server.cli;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** A client of the live feed in a {@link Training}, which shall have seen something. */
record TrainingWatcher(WebSocket socket, CompletableFuture<Void> event) implements AutoCloseable {
  static TrainingWatcher of(HttpClient http, String server) throws Exception {
    CompletableFuture<Void> event = new CompletableFuture<>();
    URI uri = URI.create(server.replaceFirst("http", "ws") + "/webhook/ws?types=all");
    WebSocket socket =
        http.newWebSocketBuilder()
            .buildAsync(
                uri,
                new WebSocket.Listener() {
                  @Override
                  public CompletionStage<?> onText(WebSocket ws, CharSequence text, boolean last) {
                    if (text.toString().contains("task_created")) {
                      event.complete(null);
                    }
                    ws.request(1);
                    return CompletableFuture.completedFuture(null);
                  }
                })
            .get();
    return new TrainingWatcher(socket, event);
  }

  @Override
  public void close() {
    var _ = event.join();
    socket.abort();
  }
}
