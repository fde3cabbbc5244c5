package dev.consilium.transport.http;

import dev.consilium.transport.RequestHead;
import io.netty.buffer.Unpooled;
import io.netty.handler.codec.http.QueryStringDecoder;
import java.util.List;
import java.util.Map;

/** A request of a plain route. */
final class PlainCall implements HttpCall {
  private final RequestHead head;
  private final String principal;
  private final byte[] body;
  private final HttpResponder responder;

  PlainCall(RequestHead head, String principal, byte[] body, HttpResponder responder) {
    this.head = head;
    this.principal = principal;
    this.body = body;
    this.responder = responder;
  }

  @Override
  public RequestHead head() {
    return head;
  }

  @Override
  public Map<String, List<String>> query() {
    return new QueryStringDecoder(head.query(), false).parameters();
  }

  @Override
  public byte[] body() {
    return body.clone();
  }

  @Override
  public String principal() {
    return principal;
  }

  @Override
  public void respond(int status, String contentType, byte[] answer, Map<String, String> headers) {
    responder.respond(status, contentType, Unpooled.wrappedBuffer(answer), headers);
  }
}
