package dev.consilium.server.outgoing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.consilium.memory.Refused;
import org.jspecify.annotations.NullMarked;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@NullMarked
class ReceiverTest {
  @ParameterizedTest
  @CsvSource({
    "https://api.telegram.org/bot12:ABC/sendMessage, https://api.telegram.org/…",
    "https://hooks.slack.com/services/T0/B0/xyz, https://hooks.slack.com/…",
    "http://h:8080/?token=abc, http://h:8080/…",
    "http://h?token=abc, http://h/…",
    "https://h, https://h",
    "https://h/, https://h",
  })
  void showsNoMoreThanTheHost(String url, String shown) {
    assertThat(Receiver.read(url).shown()).isEqualTo(shown);
    assertThat(Receiver.read(url)).hasToString(shown);
  }

  @Test
  void takesItsSecretsOutOfWhatOthersSay() {
    Receiver receiver = Receiver.read("https://h/bot1234:ABCDEF/sendMessage?key=topsecret");
    assertThat(
            receiver.withoutSecrets(
                "Cannot POST /bot1234:ABCDEF/sendMessage, bot1234:ABCDEF, topsecret"))
        .doesNotContain("ABCDEF", "topsecret")
        .startsWith("Cannot POST …");
  }

  @ParameterizedTest
  @CsvSource({
    "ftp://h/x, begin with https",
    "file:///etc/passwd, begin with https",
    "h/x, begin with https",
    "https:///x, no host",
    "https://h x/, expected an address",
    "https://user:pw@h/, user name",
    "https://h/#a, behind",
    "https://h:70000/, port",
  })
  void refusesWhatCannotBeSentTo(String url, String why) {
    assertThatThrownBy(() -> Receiver.read(url))
        .isInstanceOf(Refused.class)
        .hasMessageContaining(why);
  }
}
