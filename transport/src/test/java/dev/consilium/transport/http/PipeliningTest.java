package dev.consilium.transport.http;

import static org.assertj.core.api.Assertions.assertThat;

import dev.consilium.schemas.json.Json;
import dev.consilium.schemas.rpc.RpcMessage;
import dev.consilium.transport.testing.TestEngine;
import org.junit.jupiter.api.Test;

final class PipeliningTest {
  @Test
  void answersInTheOrderOfTheRequests() throws Exception {
    try (TestServer server = new TestServer();
        RawClient client = server.raw()) {
      client.post(request(0, "hold"));
      for (int i = 1; i < 200; i++) {
        client.post(request(i, i % 2 == 0 ? "later" : "echo"));
      }
      TestEngine.Held held = server.engine().held();
      held.reply()
          .finish(new RpcMessage.Result(held.request().id(), Json.MAPPER.createObjectNode()));

      for (int i = 0; i < 200; i++) {
        assertThat(client.read().body()).contains("\"id\":" + i + ",");
      }
    }
  }

  @Test
  void takesARequestInPieces() throws Exception {
    try (TestServer server = new TestServer();
        RawClient client = server.raw()) {
      String body = request(5, "echo");
      String text =
          "POST /mcp HTTP/1.1\r\nContent-Type: application/json\r\nContent-Length: "
              + body.length()
              + "\r\n\r\n"
              + body;
      for (int i = 0; i < text.length(); i++) {
        client.send(text.substring(i, i + 1));
      }

      assertThat(client.read().body()).contains("\"id\":5,");
    }
  }

  @Test
  void goesOnAfterErrors() throws Exception {
    try (TestServer server = new TestServer();
        RawClient client = server.raw()) {
      client.post("{");
      client.send("GET /nowhere HTTP/1.1\r\n\r\n");
      client.post("X-Key: bad\r\n", new byte[1000]);
      client.send("PUT /mcp HTTP/1.1\r\nContent-Length: 3\r\n\r\nabc");
      client.send("GET /a/../mcp HTTP/1.1\r\n\r\n");
      client.post(request(1, "progress"));
      client.post(request(2, "echo"));

      assertThat(client.read().status()).isEqualTo(400);
      assertThat(client.read().status()).isEqualTo(404);
      assertThat(client.read().status()).isEqualTo(401);
      assertThat(client.read().status()).isEqualTo(405);
      assertThat(client.read().status()).isEqualTo(400);
      assertThat(client.read().body()).contains("\"n2\"", "\"id\":1,");
      assertThat(client.read().body()).contains("\"id\":2,");
    }
  }

  static String request(int id, String method) {
    return """
    {"jsonrpc":"2.0","id":%d,"method":"%s","params":{}}\
    """
        .formatted(id, method);
  }
}
