package dev.consilium.transport.http;

import dev.consilium.schemas.json.Json;
import dev.consilium.schemas.rpc.RpcCodec;
import dev.consilium.schemas.rpc.RpcError;
import dev.consilium.schemas.rpc.RpcMessage;
import dev.consilium.transport.internal.Fault;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.buffer.ByteBufOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.util.List;
import java.util.Map;
import tools.jackson.core.JacksonException;

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

  /** An error of HTTP itself, in the form that the path's clients read. */
  static ByteBuf error(ByteBufAllocator allocator, boolean rpc, String message) {
    if (rpc) {
      return encode(
          allocator, new RpcMessage.Failure(null, RpcError.of(RpcError.INVALID_REQUEST, message)));
    }
    ByteBuf buffer = allocator.buffer();
    return buffer.writeBytes(Json.MAPPER.writeValueAsBytes(Map.of("error", message)));
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
