package dev.consilium.transport.stdio;

import dev.consilium.schemas.rpc.RpcMessage;
import dev.consilium.transport.Reply;
import dev.consilium.transport.internal.Departure;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;

/** The reply to one message: what is sent and the answer are lines. */
final class LineReply implements Reply {
  private final LineWriter writer;
  private final Departure departure;
  private final Consumer<Optional<RpcMessage.Response>> onEnd;
  private final AtomicBoolean ended = new AtomicBoolean();

  /** Hands the answer on, or that there is none, once. */
  LineReply(LineWriter writer, Departure departure, Consumer<Optional<RpcMessage.Response>> onEnd) {
    this.writer = writer;
    this.departure = departure;
    this.onEnd = onEnd;
  }

  @Override
  public void send(RpcMessage message) {
    if (!ended.get()) {
      writer.write(message);
    }
  }

  @Override
  public void finish(RpcMessage.Response response, Map<String, String> headers) {
    end(Optional.of(response));
  }

  @Override
  public void accept() {
    end(Optional.empty());
  }

  /** A message without an id is a notification or a response: nobody reads an answer to it. */
  @Override
  public void refuse(int httpStatus, RpcMessage.Failure failure, Map<String, String> headers) {
    end(failure.id() == null ? Optional.empty() : Optional.of(failure));
  }

  private void end(Optional<RpcMessage.Response> answer) {
    if (ended.compareAndSet(false, true)) {
      onEnd.accept(answer);
    }
  }

  @Override
  public void onDisconnect(Runnable action) {
    departure.onDisconnect(action);
  }
}
