package dev.consilium.transport.http;

import static org.assertj.core.api.Assertions.assertThat;

import dev.consilium.transport.Reply;
import dev.consilium.transport.testing.TestEngine;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

final class EventStreamTest {
  private static final String LISTEN = "GET /mcp HTTP/1.1\r\nAccept: text/event-stream\r\n";

  private TestServer server;

  @BeforeEach
  void start() throws Exception {
    server = new TestServer();
  }

  @AfterEach
  void stop() {
    server.close();
  }

  @Test
  void opensAtOnceAndCarriesNotificationsAndHeartbeats() throws Exception {
    try (RawClient client = server.raw()) {
      RawClient.Response head = client.send(LISTEN + "\r\n").readHead();
      assertThat(head.status()).isEqualTo(200);
      assertThat(head.headers()).containsEntry("Content-Type", "text/event-stream");
      Reply stream = server.engine().stream();
      assertThat(client.readChunk()).isEqualTo(":\n\n");
      stream.send(TestEngine.notification("hello"));
      String chunk = client.readChunk();
      while (chunk.equals(":\n\n")) {
        chunk = client.readChunk();
      }
      assertThat(chunk).startsWith("event: message\ndata: {").contains("hello").endsWith("}\n\n");

      stream.accept();
      while (!chunk.isEmpty()) {
        chunk = client.readChunk();
      }
      assertThat(client.send("GET /health HTTP/1.1\r\n\r\n").read().status()).isEqualTo(200);
    }
  }

  @Test
  void refusesAnUnknownSessionAndThoseWhoReadNoEvents() throws Exception {
    try (RawClient client = server.raw()) {
      assertThat(client.send(LISTEN + "Mcp-Session-Id: unknown\r\n\r\n").read().status())
          .isEqualTo(404);
      assertThat(
              client.send("GET /mcp HTTP/1.1\r\nAccept: application/json\r\n\r\n").read().status())
          .isEqualTo(406);
    }
  }

  @Test
  void noticesAListenerThatLeaves() throws Exception {
    try (RawClient client = server.raw()) {
      client.send(LISTEN + "\r\n").readHead();
    }
    assertThat(server.engine().awaitDisconnect()).isTrue();
  }

  @Test
  void noticesAnAskerThatLeaves() throws Exception {
    try (RawClient client = server.raw()) {
      client.post(PipeliningTest.request(1, "hold"));
      server.engine().held();
    }
    assertThat(server.engine().awaitDisconnect()).isTrue();
  }

  @Test
  void noticesAnAskerThatLeavesAfterPipelining() throws Exception {
    try (RawClient client = server.raw()) {
      client.post(PipeliningTest.request(1, "hold")).post(PipeliningTest.request(2, "echo"));
      server.engine().held();
    }
    assertThat(server.engine().awaitDisconnect()).isTrue();
  }

  @Test
  void dropsAReaderThatDoesNotRead() throws Exception {
    try (RawClient client = server.raw()) {
      client.post(PipeliningTest.request(1, "flood"));

      assertThat(server.engine().awaitDisconnect()).isTrue();
    }
  }

  @Test
  void dropsAListenerThatDoesNotRead() throws Exception {
    try (RawClient client = server.raw()) {
      client.send(LISTEN + "\r\n").readHead();
      Reply stream = server.engine().stream();
      for (int i = 0; i < 5_000; i++) {
        stream.send(TestEngine.notification("x".repeat(10_000)));
      }
      assertThat(server.engine().awaitDisconnect()).isTrue();
    }
  }

  @Test
  void anHttp10ClientGetsTheStreamUntilTheEndOfTheConnection() throws Exception {
    try (RawClient client = server.raw()) {
      String body = PipeliningTest.request(1, "progress");
      client.send(
          "POST /mcp HTTP/1.0\r\nContent-Type: application/json\r\nContent-Length: "
              + body.length()
              + "\r\n\r\n"
              + body);
      RawClient.Response head = client.readHead();

      assertThat(head.headers()).doesNotContainKey("Transfer-Encoding");
      assertThat(head.headers()).containsEntry("Connection", "close");
    }
  }
}
