package dev.consilium.transport.http;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.consilium.transport.testing.TestEngine;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class LimitsTest {
  private static final int HUNDRED_MEGABYTES = 100 << 20;
  private static final String POST = "POST /mcp HTTP/1.1\r\nContent-Type: application/json\r\n";

  @ParameterizedTest
  @CsvSource({"''", "Expect: 100-continue"})
  void refusesALongBodyBeforeItArrives(String header) throws Exception {
    try (TestServer server = new TestServer();
        RawClient client = server.raw()) {
      String more = header.isEmpty() ? "" : header + "\r\n";
      RawClient.Response response =
          client.send(POST + more + "Content-Length: " + HUNDRED_MEGABYTES + "\r\n\r\n").read();

      assertThat(response.status()).isEqualTo(413);
      assertThat(response.body()).contains("\"error\"", "100000 bytes");
      assertThat(response.headers()).containsEntry("Connection", "close");
      assertThat(client.isClosedByServer()).isTrue();
    }
  }

  @Test
  void aLongChunkedBodyCostsNoMemory() throws Exception {
    try (TestServer server = new TestServer();
        RawClient client = server.raw()) {
      client.send(POST + "Transfer-Encoding: chunked\r\n\r\n");
      byte[] chunk = ("10000\r\n" + "x".repeat(0x10000) + "\r\n").getBytes(US_ASCII);
      long before = used();
      int sent = 0;
      try {
        for (; sent < HUNDRED_MEGABYTES; sent += 0x10000) {
          client.send(chunk);
        }
      } catch (IOException e) {
        assertThat(sent).as("the server stops listening").isGreaterThan(TestServer.MAX_BODY);
      }
      assertThat(used() - before).isLessThan(32 << 20);
    }
  }

  @Test
  void aLongChunkedBodyIsAnsweredOnceItIsTooLong() throws Exception {
    try (TestServer server = new TestServer();
        RawClient client = server.raw()) {
      client.send(POST + "Transfer-Encoding: chunked\r\n\r\n");
      client.send("20000\r\n" + "x".repeat(0x20000) + "\r\n");

      assertThat(client.read().status()).isEqualTo(413);
    }
  }

  @Test
  void asksForABodyThatWaitsToBeAsked() throws Exception {
    try (TestServer server = new TestServer();
        RawClient client = server.raw()) {
      String body = PipeliningTest.request(1, "echo");
      client.send(POST + "Expect: 100-continue\r\nContent-Length: " + body.length() + "\r\n\r\n");

      assertThat(client.readHead().status()).isEqualTo(100);
      assertThat(client.send(body).read().status()).isEqualTo(200);
      assertThat(client.post(body).read().status()).isEqualTo(200);
    }
  }

  @Test
  void refusesWhatItCannotReadAsHttp() throws Exception {
    try (TestServer server = new TestServer()) {
      List<String> heads =
          List.of(
              "GET /mcp HTTP/1.1\r\nX-Long: " + "x".repeat(5_000) + "\r\n\r\n",
              "GET /" + "x".repeat(10_000) + " HTTP/1.1\r\n\r\n",
              "\u0001\u0002nonsense\r\n\r\n",
              POST + "Content-Length: many\r\n\r\n",
              POST + "Content-Length: 99999999999999999999\r\n\r\n",
              POST + "Content-Length: 5\r\nContent-Length: 6\r\n\r\nabcdef",
              POST + "Transfer-Encoding: chunked\r\n\r\nzzz\r\n");
      int[] statuses = {431, 414, 400, 400, 400, 400, 400};
      for (int i = 0; i < statuses.length; i++) {
        try (RawClient client = server.raw()) {
          assertThat(client.send(heads.get(i)).read().status())
              .as(heads.get(i))
              .isEqualTo(statuses[i]);
          assertThat(client.isClosedByServer()).isTrue();
        }
      }
    }
  }

  @Test
  void aSlowRequestEndsWith408() throws Exception {
    try (TestServer server =
        new TestServer(TestServer.options(TestServer.SHORT, Duration.ofSeconds(30)))) {
      for (String part : List.of("POST /mc", POST + "Content-Length: 10\r\n\r\nabc")) {
        try (RawClient client = server.raw()) {
          assertThat(client.send(part).read().status()).isEqualTo(408);
          assertThat(client.isClosedByServer()).isTrue();
        }
      }
    }
  }

  @Test
  void anIdleConnectionIsClosedAndAWorkingOneIsNot() throws Exception {
    try (TestServer server =
            new TestServer(TestServer.options(TestServer.SHORT, TestServer.SHORT));
        RawClient working = server.raw();
        RawClient fresh = server.raw();
        RawClient used = server.raw()) {
      working.post(PipeliningTest.request(1, "hold"));
      TestEngine.Held held = server.engine().held();
      assertThat(used.post(PipeliningTest.request(1, "echo")).read().status()).isEqualTo(200);

      assertThat(fresh.isClosedByServer()).isTrue();
      assertThat(used.isClosedByServer()).isTrue();
      held.reply()
          .finish(
              new dev.consilium.schemas.rpc.RpcMessage.Result(
                  held.request().id(), held.request().params()));
      assertThat(working.read().status()).isEqualTo(200);
    }
  }

  @Test
  void tooManyConnectionsAreTurnedAway() throws Exception {
    try (TestServer server = new TestServer()) {
      List<RawClient> clients = new ArrayList<>();
      try {
        for (int i = 0; i < 50; i++) {
          RawClient client = server.raw();
          clients.add(client);
          client.send("GET /health HTTP/1.1\r\n\r\n").read();
        }
        try (RawClient oneMore = server.raw()) {
          RawClient.Response response = oneMore.read();
          assertThat(response.status()).isEqualTo(503);
          assertThat(response.body()).startsWith("{\"type\":").endsWith("}");
        }
      } finally {
        for (RawClient client : clients) {
          client.close();
        }
      }
    }
  }

  @Test
  void aPortInUseIsNamedWithWhatToDo() throws Exception {
    try (TestServer server = new TestServer()) {
      int port = server.server().address().getPort();

      assertThatThrownBy(() -> new TestServer(HttpOptions.defaults("127.0.0.1", port)))
          .isInstanceOf(IOException.class)
          .hasMessageContainingAll("Port " + port, "in use", "--port");
    }
    assertThatThrownBy(() -> new TestServer(HttpOptions.defaults("192.0.2.1", 0)))
        .isInstanceOf(IOException.class)
        .hasMessageContainingAll("192.0.2.1", "--host");
  }

  private static long used() {
    System.gc();
    Runtime runtime = Runtime.getRuntime();
    return runtime.totalMemory() - runtime.freeMemory();
  }
}
