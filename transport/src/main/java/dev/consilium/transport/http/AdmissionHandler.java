package dev.consilium.transport.http;

import dev.consilium.schemas.access.Principal;
import dev.consilium.transport.Gate;
import dev.consilium.transport.RequestHead;
import dev.consilium.transport.internal.Fault;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.handler.codec.DecoderResult;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpUtil;
import io.netty.handler.codec.http.TooLongHttpHeaderException;
import io.netty.handler.codec.http.TooLongHttpLineException;
import io.netty.util.ReferenceCountUtil;
import java.net.InetSocketAddress;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Turns the head of a request into an {@link Exchange} and asks the gate. Only what is admitted
 * goes on; the rest of a request that is not follows and finds nobody who wants it.
 */
final class AdmissionHandler extends ChannelInboundHandlerAdapter {
  private final Gate gate;
  private final RequestQueue queue;
  private final HttpOptions options;

  AdmissionHandler(Gate gate, RequestQueue queue, HttpOptions options) {
    this.gate = gate;
    this.queue = queue;
    this.options = options;
  }

  @Override
  public void channelRead(ChannelHandlerContext ctx, Object message) {
    if (!(message instanceof HttpRequest request)) {
      ctx.fireChannelRead(message);
      return;
    }
    DecoderResult decoded = request.decoderResult();
    if (decoded.isFailure()) {
      ReferenceCountUtil.release(message);
      Exchange exchange = Exchange.withoutRequest(ctx.channel(), queue);
      queue.begin(exchange);
      refuseUnread(exchange, decoded.cause());
      return;
    }
    RequestTarget target;
    try {
      target = RequestTarget.parse(request.uri());
    } catch (IllegalArgumentException e) {
      Exchange exchange = exchange(ctx.channel(), request, new RequestTarget("", ""));
      exchange.fail(400, String.valueOf(e.getMessage()));
      return;
    }
    ask(ctx, exchange(ctx.channel(), request, target));
  }

  private Exchange exchange(Channel channel, HttpRequest request, RequestTarget target) {
    InetSocketAddress remote = (InetSocketAddress) channel.remoteAddress();
    RequestHead head =
        new RequestHead(
            request.method().name(),
            target.path(),
            target.query(),
            name -> Optional.ofNullable(request.headers().get(name)),
            remote == null ? "" : remote.getAddress().getHostAddress());
    Exchange exchange =
        new Exchange(
            channel,
            queue,
            head,
            request.protocolVersion(),
            HttpUtil.isKeepAlive(request),
            HttpUtil.is100ContinueExpected(request));
    queue.begin(exchange);
    return exchange;
  }

  private void refuseUnread(Exchange exchange, Throwable cause) {
    switch (cause) {
      case TooLongHttpLineException e -> exchange.failAndClose(414, "The request line is too long");
      case TooLongHttpHeaderException e ->
          exchange.failAndClose(431, "The headers are longer than " + options.maxHead() + " bytes");
      default -> exchange.failAndClose(400, "This is not HTTP/1.1");
    }
  }

  private void ask(ChannelHandlerContext ctx, Exchange exchange) {
    queue.pause();
    try {
      gate.admit(exchange.head())
          .whenComplete((admission, failure) ->
              exchange.execute(() -> decided(ctx, exchange, admission, failure)));
    } catch (RuntimeException e) {
      decided(ctx, exchange, null, e);
    }
  }

  private void decided(
      ChannelHandlerContext ctx,
      Exchange exchange,
      Gate.@Nullable Admission admission,
      @Nullable Throwable failure) {
    switch (admission) {
      case Gate.Admitted(Principal principal) -> {
        exchange.admit(principal);
        if (CommonHeaders.isPreflight(exchange.head())) {
          exchange.respond(204, CommonHeaders.preflight(exchange.head()));
        } else {
          ctx.fireChannelRead(exchange);
        }
      }
      case Gate.Refused refused ->
          exchange.fail(refused.status(), refused.message(), refused.headers());
      case null ->
          exchange.fail(
              500, Fault.report(failure == null ? new NullPointerException("admission") : failure));
    }
    queue.resume();
  }
}
