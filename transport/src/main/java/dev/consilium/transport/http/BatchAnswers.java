package dev.consilium.transport.http;

import dev.consilium.schemas.rpc.RpcMessage;
import dev.consilium.transport.Reply;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * Gathers the answers to a batch into one array, or sends each as an event once there is a stream.
 */
final class BatchAnswers {
  private final HttpResponder responder;
  private final boolean canStream;
  private final List<RpcMessage> answers = new ArrayList<>();
  private int open;

  BatchAnswers(HttpResponder responder, int size, boolean canStream) {
    this.responder = responder;
    this.open = size;
    this.canStream = canStream;
  }

  Reply reply() {
    return new ElementReply();
  }

  /** On the event loop. */
  private void ended() {
    open--;
    if (open > 0) {
      return;
    }
    if (responder.isStreaming()) {
      answers.forEach(answer -> responder.event(Answers.event(answer), Map.of()));
      responder.endStream();
    } else if (answers.isEmpty()) {
      responder.empty(202, Map.of());
    } else {
      responder.respond(200, Answers.JSON, Answers.json(answers), Map.of());
    }
  }

  /** The way back for one message of the batch. */
  private final class ElementReply implements Reply {
    private final AtomicBoolean over = new AtomicBoolean();

    @Override
    public void send(RpcMessage message) {
      if (canStream) {
        responder.event(Answers.event(message), Map.of());
      }
    }

    @Override
    public void finish(RpcMessage.Response response, Map<String, String> headers) {
      if (over.compareAndSet(false, true)) {
        responder.run(() -> {
          answers.add(response);
          ended();
        });
      }
    }

    @Override
    public void accept() {
      if (over.compareAndSet(false, true)) {
        responder.run(BatchAnswers.this::ended);
      }
    }

    @Override
    public void refuse(int httpStatus, RpcMessage.Failure failure) {
      finish(failure);
    }

    @Override
    public void onDisconnect(Runnable action) {
      responder.onDisconnect(action);
    }
  }
}
