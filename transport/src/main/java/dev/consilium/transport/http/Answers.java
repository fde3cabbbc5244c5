package dev.consilium.transport.http;

import dev.consilium.schemas.json.Json;
import dev.consilium.schemas.rpc.RpcCodec;
import dev.consilium.schemas.rpc.RpcMessage;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufOutputStream;
import io.netty.buffer.PooledByteBufAllocator;
import io.netty.buffer.Unpooled;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;

/** Messages and errors as bytes of a response. */
final class Answers {
  static final String JSON = "application/json";
  private static final byte[] EVENT = "event: message\ndata: ".getBytes(StandardCharsets.US_ASCII);
  private static final byte[] EVENT_END = "\n\n".getBytes(StandardCharsets.US_ASCII);

  private Answers() {}

  static ByteBuf json(RpcMessage message) {
    return write(out -> RpcCodec.encode(message, out));
  }

  static ByteBuf json(List<? extends RpcMessage> messages) {
    return write(out -> RpcCodec.encode(messages, out));
  }

  /** One server-sent event; JSON has no line breaks outside of strings, and escapes them there. */
  static ByteBuf event(RpcMessage message) {
    return write(out -> {
      out.write(EVENT);
      RpcCodec.encode(message, out);
      out.write(EVENT_END);
    });
  }

  /** A plain error, for what is no JSON-RPC. */
  static void error(
      HttpResponder responder, int status, String message, Map<String, String> headers) {
    byte[] json =
        Json.MAPPER.writeValueAsBytes(Json.MAPPER.createObjectNode().put("error", message));
    responder.respond(status, JSON, Unpooled.wrappedBuffer(json), headers);
  }

  private interface Writing {
    void to(ByteBufOutputStream out) throws IOException;
  }

  private static ByteBuf write(Writing writing) {
    ByteBuf buffer = PooledByteBufAllocator.DEFAULT.ioBuffer(512);
    try (ByteBufOutputStream out = new ByteBufOutputStream(buffer)) {
      writing.to(out);
      return buffer;
    } catch (IOException e) {
      buffer.release();
      throw new UncheckedIOException(e);
    } catch (RuntimeException e) {
      buffer.release();
      throw e;
    }
  }
}
