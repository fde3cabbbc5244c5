package dev.consilium.transport.stdio;

import dev.consilium.schemas.rpc.RpcCodec;
import dev.consilium.schemas.rpc.RpcException;
import java.io.ByteArrayInputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;

/** Reads what stands in one line. */
final class LineText {
  private LineText() {}

  static boolean isBlank(ByteBuffer line) {
    for (int i = line.position(); i < line.limit(); i++) {
      byte b = line.get(i);
      if (b != ' ' && b != '\t' && b != '\r') {
        return false;
      }
    }
    return true;
  }

  /**
   * Decodes the line; a byte order mark before the JSON and a carriage return after it are fine.
   *
   * @throws RpcException if it is no JSON-RPC
   */
  static RpcCodec.Incoming decode(ByteBuffer line) {
    try {
      StandardCharsets.UTF_8.newDecoder().decode(line.duplicate());
    } catch (CharacterCodingException e) {
      throw RpcCodec.notUtf8();
    }
    return RpcCodec.decode(
        new ByteArrayInputStream(
            line.array(), line.arrayOffset() + line.position(), line.remaining()));
  }
}
