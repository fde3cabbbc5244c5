package dev.consilium.transport.http;

import static org.assertj.core.api.Assertions.assertThat;

import dev.consilium.transport.testing.Answers;
import dev.consilium.transport.testing.Hostile;
import java.util.Random;
import org.junit.jupiter.api.Test;

final class HostileBodiesTest {
  @Test
  void everyBodyIsAnsweredOnAConnectionThatGoesOn() throws Exception {
    Hostile hostile = new Hostile(new Random(20260728));
    try (TestServer server = new TestServer();
        RawClient client = server.raw()) {
      for (int i = 0; i < 4_000; i++) {
        byte[] body = hostile.next();
        RawClient.Response response = client.post("", body).read();

        assertThat(response.status()).isIn(200, 202, 400);
        if (response.status() != 202 && !response.body().startsWith("event:")) {
          Answers.assertWellFormed(response.body());
        }
        assertThat(response.body()).doesNotContain("Internal error");
      }
    }
  }
}
