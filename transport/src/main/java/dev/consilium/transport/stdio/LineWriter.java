package dev.consilium.transport.stdio;

import dev.consilium.schemas.rpc.RpcCodec;
import dev.consilium.schemas.rpc.RpcError;
import dev.consilium.schemas.rpc.RpcMessage;
import dev.consilium.transport.internal.Fault;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.util.List;
import java.util.concurrent.locks.ReentrantLock;
import tools.jackson.core.JacksonException;

/** Writes each message as one line, whole and flushed. Thread-safe; waits for a slow reader. */
final class LineWriter {
  private interface Encoding {
    void to(OutputStream out) throws IOException;
  }

  private final OutputStream out;
  private final Runnable onBroken;
  private final ReentrantLock lock = new ReentrantLock();
  private boolean broken;

  /** Runs the action once, when nobody reads any more. */
  LineWriter(OutputStream out, Runnable onBroken) {
    this.out = out;
    this.onBroken = onBroken;
  }

  void write(RpcMessage message) {
    line(to -> RpcCodec.encode(message, to));
  }

  void write(List<? extends RpcMessage> messages) {
    line(to -> RpcCodec.encode(messages, to));
  }

  private void line(Encoding encoding) {
    ByteArrayOutputStream line = new ByteArrayOutputStream(512);
    try {
      encoding.to(line);
    } catch (JacksonException | IOException e) {
      line.reset();
      write(new RpcMessage.Failure(null, RpcError.of(RpcError.INTERNAL_ERROR, Fault.report(e))));
      return;
    }
    line.write('\n');
    lock.lock();
    try {
      if (!broken) {
        line.writeTo(out);
        out.flush();
      }
    } catch (IOException e) {
      broken = true;
      onBroken.run();
    } finally {
      lock.unlock();
    }
  }
}
