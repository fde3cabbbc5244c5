package dev.consilium.server.outgoing;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.consilium.memory.Refused;
import org.jspecify.annotations.NullMarked;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@NullMarked
class SignaturesTest {
  /** The example of the specification's libraries. */
  @Test
  void signsAsOthersDo() {
    assertThat(
            Signatures.sign(
                "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw",
                "msg_p5jXN8AQM9LWM0D4loKWxJek",
                1_614_265_330,
                "{\"test\": 2432232314}".getBytes(UTF_8)))
        .isEqualTo("v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=");
  }

  @Test
  void takesASecretThatIsLongEnough() {
    assertThatCode(() -> Signatures.check("whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"))
        .doesNotThrowAnyException();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "secret",
        "whsec_",
        "whsec_c2hvcnQ=",
        "whsec_MfKQ9r8G!YqrTwjUPD8ILPZIo2LaLaSw"
      })
  void refusesOthers(String secret) {
    assertThatThrownBy(() -> Signatures.check(secret))
        .isInstanceOf(Refused.class)
        .hasMessageContaining("24 to 64 random bytes");
  }
}
