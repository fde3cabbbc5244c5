package dev.consilium.transport.stdio;

import dev.consilium.schemas.rpc.RpcMessage;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** The answers to one batch, written as one line when the last element has ended. Thread-safe. */
final class LineBatch {
  private final LineWriter writer;
  private final List<RpcMessage.Response> answers = new ArrayList<>();
  private int open;

  LineBatch(LineWriter writer, int size) {
    this.writer = writer;
    this.open = size;
  }

  void ended(Optional<RpcMessage.Response> answer) {
    synchronized (this) {
      answer.ifPresent(answers::add);
      open--;
      if (open > 0 || answers.isEmpty()) {
        return;
      }
    }
    writer.write(answers);
  }
}
