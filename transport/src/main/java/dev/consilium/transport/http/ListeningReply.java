package dev.consilium.transport.http;

import dev.consilium.schemas.rpc.RpcMessage;
import dev.consilium.transport.Reply;
import java.util.Map;

/** A stream that a client listens on: open from the start, unless it is refused at once. */
final class ListeningReply implements Reply {
  private final HttpResponder responder;

  ListeningReply(HttpResponder responder) {
    this.responder = responder;
  }

  @Override
  public void send(RpcMessage message) {
    responder.event(Answers.event(message), Map.of());
  }

  @Override
  public void finish(RpcMessage.Response response, Map<String, String> headers) {
    throw new IllegalStateException("a listening stream answers nothing");
  }

  @Override
  public void accept() {
    responder.endStream();
  }

  @Override
  public void refuse(int httpStatus, RpcMessage.Failure failure) {
    responder.respond(httpStatus, Answers.JSON, Answers.json(failure), Map.of());
  }

  /** Asked for by whoever keeps the stream: it is open from now on. */
  @Override
  public void onDisconnect(Runnable action) {
    responder.listen();
    responder.onDisconnect(action);
  }
}
