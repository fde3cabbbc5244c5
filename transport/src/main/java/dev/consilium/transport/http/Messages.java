package dev.consilium.transport.http;

import dev.consilium.schemas.json.Json;
import dev.consilium.schemas.rpc.RpcCodec;
import dev.consilium.schemas.rpc.RpcError;
import dev.consilium.schemas.rpc.RpcMessage;
import dev.consilium.transport.internal.Fault;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.buffer.ByteBufOutputStream;
import io.netty.handler.codec.http.HttpResponseStatus;
import java.io.IOException;
import java.io.OutputStream;
import java.util.List;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.node.ObjectNode;

/** Messages as JSON in a pooled buffer, which the caller owns. */
final class Messages {
  private Messages() {}

  private interface Encoding {
    void to(OutputStream out) throws IOException;
  }

  /** What cannot be written as JSON becomes an internal error. */
  static ByteBuf encode(ByteBufAllocator allocator, RpcMessage message) {
    try {
      return encode(allocator, out -> RpcCodec.encode(message, out));
    } catch (JacksonException | IOException e) {
      return encode(allocator, internal(e));
    }
  }

  static ByteBuf encode(ByteBufAllocator allocator, List<? extends RpcMessage> messages) {
    try {
      return encode(allocator, out -> RpcCodec.encode(messages, out));
    } catch (JacksonException | IOException e) {
      return encode(allocator, internal(e));
    }
  }

  private static RpcMessage internal(Exception cause) {
    return new RpcMessage.Failure(null, RpcError.of(RpcError.INTERNAL_ERROR, Fault.report(cause)));
  }

  /** An error of HTTP itself, for clients that read JSON-RPC. */
  static ByteBuf error(ByteBufAllocator allocator, String message) {
    return encode(
        allocator, new RpcMessage.Failure(null, RpcError.of(RpcError.INVALID_REQUEST, message)));
  }

  /** An error of HTTP itself, for all others (RFC 9457). */
  static ByteBuf problem(ByteBufAllocator allocator, int status, String message) {
    ObjectNode problem =
        Json.MAPPER
            .createObjectNode()
            .put("type", "about:blank")
            .put("title", HttpResponseStatus.valueOf(status).reasonPhrase())
            .put("status", status)
            .put("detail", message);
    return allocator.buffer().writeBytes(Json.MAPPER.writeValueAsBytes(problem));
  }

  private static ByteBuf encode(ByteBufAllocator allocator, Encoding encoding) throws IOException {
    ByteBuf buffer = allocator.buffer();
    try (ByteBufOutputStream out = new ByteBufOutputStream(buffer)) {
      encoding.to(out);
      return buffer;
    } catch (JacksonException | IOException e) {
      buffer.release();
      throw e;
    }
  }
}
