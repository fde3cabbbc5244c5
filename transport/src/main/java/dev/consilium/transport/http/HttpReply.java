package dev.consilium.transport.http;

import dev.consilium.schemas.rpc.RpcMessage;
import dev.consilium.transport.Reply;
import io.netty.buffer.ByteBuf;
import java.util.Map;

/** The way back to the sender of one message. */
final class HttpReply implements Reply {
  private final HttpResponder responder;
  private final boolean canStream;

  HttpReply(HttpResponder responder, boolean canStream) {
    this.responder = responder;
    this.canStream = canStream;
  }

  @Override
  public void send(RpcMessage message) {
    if (canStream) {
      responder.event(Answers.event(message), Map.of());
    }
  }

  @Override
  public void finish(RpcMessage.Response response, Map<String, String> headers) {
    ByteBuf json = Answers.json(response);
    responder.run(() -> {
      if (responder.isStreaming()) {
        json.release();
        responder.event(Answers.event(response), Map.of());
        responder.endStream();
      } else {
        responder.respond(200, Answers.JSON, json, headers);
      }
    });
  }

  @Override
  public void accept() {
    responder.run(() -> {
      if (responder.isStreaming()) {
        responder.endStream();
      } else {
        responder.empty(202, Map.of());
      }
    });
  }

  @Override
  public void refuse(int httpStatus, RpcMessage.Failure failure) {
    responder.respond(httpStatus, Answers.JSON, Answers.json(failure), Map.of());
  }

  @Override
  public void onDisconnect(Runnable action) {
    responder.onDisconnect(action);
  }
}
