package dev.consilium.schemas.rpc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.consilium.schemas.json.Json;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Random;
import org.jspecify.annotations.NullMarked;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@NullMarked
class RpcCodecTest {
  private static RpcCodec.Incoming decode(String json) {
    return RpcCodec.decode(new ByteArrayInputStream(json.getBytes(StandardCharsets.UTF_8)));
  }

  private static String encode(RpcMessage message) throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    RpcCodec.encode(message, out);
    return out.toString(StandardCharsets.UTF_8);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"m\",\"params\":{\"a\":[1,null]}}",
        "{\"jsonrpc\":\"2.0\",\"id\":\"я\",\"method\":\"m\"}",
        "{\"jsonrpc\":\"2.0\",\"method\":\"n\",\"params\":{\"a\":1}}",
        "{\"jsonrpc\":\"2.0\",\"id\":9007199254740993,\"result\":{\"x\":1}}",
        "{\"jsonrpc\":\"2.0\",\"id\":1,\"error\":{\"code\":-1,\"message\":\"no\",\"data\":{\"d\":1}}}"
      })
  void whatIsReadIsWrittenAgain(String json) throws IOException {
    if (decode(json) instanceof RpcCodec.Incoming.Single(RpcMessage message)) {
      assertThat(encode(message)).isEqualTo(json);
    } else {
      throw new AssertionError("not a single message");
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "'' | -32700",
        "{ | -32700",
        "{} x | -32600",
        "{'jsonrpc':'2.0','method':'m'} x | -32700",
        "{'jsonrpc':'2.0','id':1,'id':2,'method':'m'} | -32700",
        "1 | -32600",
        "{} | -32600",
        "{'jsonrpc':'1.0','id':1,'method':'m'} | -32600",
        "{'jsonrpc':'2.0','id':null,'method':'m'} | -32600",
        "{'jsonrpc':'2.0','id':1.5,'method':'m'} | -32600",
        "{'jsonrpc':'2.0','id':1,'method':7} | -32600",
        "{'jsonrpc':'2.0','id':1,'method':'m','params':[1]} | -32600",
        "[] | -32600"
      })
  void refusesWhatIsNoMessage(String json, int code) {
    assertThatThrownBy(() -> decode(json.replace('\'', '"')))
        .isInstanceOfSatisfying(
            RpcException.class, e -> assertThat(e.error().code()).isEqualTo(code));
  }

  @Test
  void anErrorCarriesTheIdWhereverItStands() {
    assertThatThrownBy(() -> decode("{\"jsonrpc\":\"2.0\",\"method\":7,\"id\":5}"))
        .isInstanceOfSatisfying(
            RpcException.class, e -> assertThat(e.id()).isEqualTo(new RequestId.Int(5)));
  }

  @Test
  void aBatchTellsABrokenElementFromAnErrorThatIsAnAnswer() {
    String error = "{\"jsonrpc\":\"2.0\",\"id\":2,\"error\":{\"code\":1,\"message\":\"no\"}}";
    if (decode("[{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"m\"},1," + error + "]")
        instanceof RpcCodec.Incoming.Batch(List<RpcCodec.Element> elements)) {
      assertThat(elements)
          .satisfiesExactly(
              first ->
                  assertThat(first)
                      .isEqualTo(
                          new RpcCodec.Element.Sound(
                              new RpcMessage.Request(
                                  new RequestId.Int(1), "m", Json.MAPPER.createObjectNode()))),
              second -> assertThat(second).isInstanceOf(RpcCodec.Element.Broken.class),
              third ->
                  assertThat(third)
                      .isEqualTo(
                          new RpcCodec.Element.Sound(
                              new RpcMessage.Failure(new RequestId.Int(2), RpcError.of(1, "no")))));
    } else {
      throw new AssertionError("not a batch");
    }
  }

  @Test
  void depthIsLimited() {
    String deep = "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"m\",\"params\":{\"a\":";
    assertThatThrownBy(() -> decode(deep + "[".repeat(5_000) + "]".repeat(5_000) + "}}"))
        .isInstanceOf(RpcException.class);
  }

  /** Seeded, so that a failure can be seen again. */
  @Test
  void mangledMessagesEndInErrorsAndNothingElse() {
    byte[] valid =
        "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"tools/call\",\"params\":{\"name\":\"ж\",\"a\":[1,{}]}}"
            .getBytes(StandardCharsets.UTF_8);
    Random random = new Random(7);
    int refused = 0;
    for (int i = 0; i < 5_000; i++) {
      byte[] mangled = valid.clone();
      for (int changes = 1 + random.nextInt(4); changes > 0; changes--) {
        mangled[random.nextInt(mangled.length)] = (byte) random.nextInt(256);
      }
      try {
        var _ = RpcCodec.decode(new ByteArrayInputStream(mangled));
      } catch (RpcException e) {
        refused++;
      }
    }
    assertThat(refused).isGreaterThan(2_000);
  }
}
