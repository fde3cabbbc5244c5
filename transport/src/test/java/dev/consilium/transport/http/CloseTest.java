package dev.consilium.transport.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.consilium.schemas.rpc.RpcMessage;
import dev.consilium.transport.testing.TestEngine;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

final class CloseTest {
  @Test
  void letsARequestBeAnsweredAndEndsStreams() throws Exception {
    TestServer server = new TestServer(TestServer.closing(Duration.ofSeconds(60)));
    try (RawClient idle = server.raw();
        RawClient asking = server.raw();
        RawClient listening = server.raw()) {
      idle.send("GET /health HTTP/1.1\r\n\r\n").read();
      asking.post(PipeliningTest.request(1, "hold"));
      TestEngine.Held held = server.engine().held();
      listening.send("GET /mcp HTTP/1.1\r\nAccept: text/event-stream\r\n\r\n").readHead();
      Thread closing = Thread.ofVirtual().start(server::close);

      assertThat(idle.isClosedByServer()).isTrue();
      assertThat(server.engine().awaitDisconnect()).as("the stream's end is told").isTrue();
      String chunk = listening.readChunk();
      while (!chunk.isEmpty()) {
        chunk = listening.readChunk();
      }
      held.reply().finish(new RpcMessage.Result(held.request().id(), held.request().params()));
      RawClient.Response response = asking.read();
      assertThat(response.status()).isEqualTo(200);
      assertThat(response.headers()).containsEntry("Connection", "close");
      for (RawClient client : List.of(idle, asking, listening)) {
        client.close();
      }
      closing.join();
      assertThatThrownBy(server::raw).isInstanceOf(IOException.class);
    }
  }

  @Test
  void cutsOffWhatIsNeverAnswered() throws Exception {
    TestServer server = new TestServer(TestServer.closing(TestServer.SHORT));
    try (RawClient asking = server.raw()) {
      asking.post(PipeliningTest.request(1, "hold"));
      TestEngine.Held held = server.engine().held();
      server.close();

      assertThat(asking.isClosedByServer()).isTrue();
      assertThat(server.engine().awaitDisconnect()).isTrue();
      held.reply().finish(new RpcMessage.Result(held.request().id(), held.request().params()));
    }
  }
}
