package dev.consilium.transport.http;

import dev.consilium.transport.Gate;
import dev.consilium.transport.RequestHead;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.handler.codec.http.DefaultFullHttpResponse;
import io.netty.handler.codec.http.HttpContent;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpUtil;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.handler.codec.http.LastHttpContent;
import io.netty.handler.codec.http.QueryStringDecoder;
import io.netty.handler.codec.http.TooLongHttpHeaderException;
import io.netty.handler.codec.http.TooLongHttpLineException;
import io.netty.util.ReferenceCountUtil;
import io.netty.util.concurrent.ScheduledFuture;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One connection: takes its requests one after the other, asks the gate on the head, gathers the
 * body within its limit, and hands the request to the router. What arrives while a request is in
 * work waits.
 *
 * <pre>
 *  IDLE ──head──▶ READING ──end of body, admitted──▶ WORKING ──answered──▶ IDLE
 *                    └── refused, too large, too slow: answered, then closed
 * </pre>
 */
final class ConnectionHandler extends ChannelInboundHandlerAdapter {
  private static final Logger log = LoggerFactory.getLogger(ConnectionHandler.class);

  /** More pipelined pieces than this stop the reading until they are worked off. */
  private static final int MAX_WAITING = 64;

  private static final RequestHead NO_HEAD = new RequestHead("", "", "", _ -> Optional.empty(), "");

  private final HttpOptions options;
  private final Gate gate;
  private final Router router;
  private final OpenExchanges exchanges;
  private final Deque<Object> waiting = new ArrayDeque<>();

  private @Nullable HttpResponder current;
  private RequestHead head = NO_HEAD;
  private ByteBuf body = Unpooled.EMPTY_BUFFER;
  private boolean bodyComplete;
  private boolean closing;
  private @Nullable String principal;
  private @Nullable ScheduledFuture<?> timeout;

  ConnectionHandler(HttpOptions options, Gate gate, Router router, OpenExchanges exchanges) {
    this.options = options;
    this.gate = gate;
    this.router = router;
    this.exchanges = exchanges;
  }

  @Override
  public void channelActive(ChannelHandlerContext context) {
    closeAfter(context, options.requestTimeout().toMillis());
  }

  @Override
  public void channelRead(ChannelHandlerContext context, Object message) {
    if (closing) {
      ReferenceCountUtil.release(message);
    } else if (current != null && (bodyComplete || !waiting.isEmpty())) {
      waiting.add(message);
      if (waiting.size() > MAX_WAITING) {
        context.channel().config().setAutoRead(false);
      }
    } else {
      accept(context, message);
    }
  }

  private void accept(ChannelHandlerContext context, Object message) {
    if (message instanceof HttpRequest request) {
      begin(context, request);
    }
    if (message instanceof HttpContent content) {
      gather(context, content);
    } else {
      ReferenceCountUtil.release(message);
    }
  }

  private void begin(ChannelHandlerContext context, HttpRequest request) {
    String origin = request.headers().get(HttpHeaderNames.ORIGIN);
    boolean keepAlive = HttpUtil.isKeepAlive(request) && !exchanges.isDraining();
    HttpResponder responder =
        new HttpResponder(context.channel(), options, origin, keepAlive, () -> ended(context));
    current = responder;
    exchanges.began(responder);
    bodyComplete = false;
    principal = null;
    body = Unpooled.EMPTY_BUFFER;
    closeAfter(context, options.requestTimeout().toMillis());
    Throwable malformed = request.decoderResult().cause();
    if (malformed != null) {
      boolean tooLong =
          malformed instanceof TooLongHttpHeaderException
              || malformed instanceof TooLongHttpLineException;
      refuse(
          context,
          tooLong ? 431 : 400,
          tooLong
              ? "The request's head is longer than " + options.maxHeaderBytes() + " bytes."
              : "This is not an HTTP request.",
          Map.of());
      return;
    }
    if (HttpUtil.getContentLength(request, 0L) > options.maxBodyBytes()) {
      refuse(context, 413, tooLarge(), Map.of());
      return;
    }
    QueryStringDecoder uri = new QueryStringDecoder(request.uri());
    head =
        new RequestHead(
            request.method().name(),
            uri.path(),
            uri.rawQuery(),
            name -> Optional.ofNullable(request.headers().get(name)),
            remoteAddress(context));
    boolean expectsContinue = HttpUtil.is100ContinueExpected(request);
    gate.admit(head)
        .whenComplete((admission, failure) ->
            responder.run(() -> {
              if (current == responder) {
                admitted(context, admission, failure, expectsContinue);
              }
            }));
  }

  private void admitted(
      ChannelHandlerContext context,
      Gate.@Nullable Admission admission,
      @Nullable Throwable failure,
      boolean expectsContinue) {
    switch (admission) {
      case Gate.Admitted(String name) -> {
        principal = name;
        if (expectsContinue && !bodyComplete) {
          context.writeAndFlush(
              new DefaultFullHttpResponse(HttpVersion.HTTP_1_1, HttpResponseStatus.CONTINUE));
        }
        workIfComplete();
      }
      case Gate.Refused(int status, String message, Map<String, String> headers) ->
          refuse(context, status, message, headers);
      case null -> {
        log.error("the gate failed", failure);
        refuse(context, 500, "The request could not be admitted.", Map.of());
      }
    }
  }

  private void gather(ChannelHandlerContext context, HttpContent content) {
    if (current == null || closing) {
      content.release();
      return;
    }
    if (content.decoderResult().isFailure()) {
      content.release();
      refuse(context, 400, "The body is not what its headers say.", Map.of());
      return;
    }
    if ((long) body.readableBytes() + content.content().readableBytes() > options.maxBodyBytes()) {
      content.release();
      refuse(context, 413, tooLarge(), Map.of());
      return;
    }
    if (content.content().isReadable()) {
      body =
          body.isReadable() ? Unpooled.wrappedBuffer(body, content.content()) : content.content();
    } else {
      content.release();
    }
    if (content instanceof LastHttpContent) {
      bodyComplete = true;
      workIfComplete();
    }
  }

  private void workIfComplete() {
    HttpResponder responder = current;
    String admittedAs = principal;
    if (!bodyComplete || admittedAs == null || responder == null) {
      return;
    }
    stopTimeout();
    ByteBuf whole = body;
    body = Unpooled.EMPTY_BUFFER;
    try {
      router.route(head, admittedAs, whole, responder);
    } catch (RuntimeException e) {
      log.error("{} {} failed", head.method(), head.path(), e);
      Answers.error(responder, 500, "Internal error.", Map.of());
    } finally {
      whole.release();
    }
  }

  /** Answers and closes: what follows on this connection is not looked at. */
  private void refuse(
      ChannelHandlerContext context, int status, String message, Map<String, String> headers) {
    HttpResponder responder = current;
    if (responder == null) {
      return;
    }
    if (!bodyComplete) {
      closing = true;
    }
    Answers.error(responder, status, message, headers);
    if (closing) {
      // Reads on for a moment, so that the answer is not lost to a reset while the client still
      // sends.
      context.channel().config().setAutoRead(true);
      closeAfter(context, 1_000);
    }
  }

  private void ended(ChannelHandlerContext context) {
    HttpResponder responder = current;
    if (responder != null) {
      exchanges.ended(responder);
    }
    current = null;
    body.release();
    body = Unpooled.EMPTY_BUFFER;
    if (closing || !context.channel().isActive()) {
      return;
    }
    closeAfter(context, options.idleTimeout().toMillis());
    // Not from within the answer: the loop comes back to what waits.
    context.executor().execute(() -> next(context));
  }

  private void next(ChannelHandlerContext context) {
    while (!closing && !(current != null && bodyComplete)) {
      Object message = waiting.poll();
      if (message == null) {
        context.channel().config().setAutoRead(true);
        return;
      }
      accept(context, message);
    }
  }

  private String tooLarge() {
    return "The body is longer than " + options.maxBodyBytes() + " bytes.";
  }

  private void closeAfter(ChannelHandlerContext context, long millis) {
    stopTimeout();
    timeout = context.executor().schedule(() -> context.close(), millis, TimeUnit.MILLISECONDS);
  }

  private void stopTimeout() {
    if (timeout != null) {
      timeout.cancel(false);
    }
  }

  private static String remoteAddress(ChannelHandlerContext context) {
    return context.channel().remoteAddress() instanceof InetSocketAddress address
        ? address.getAddress().getHostAddress()
        : "";
  }

  @Override
  public void channelInactive(ChannelHandlerContext context) {
    stopTimeout();
    closing = true;
    if (current != null) {
      current.disconnected();
    }
    waiting.forEach(ReferenceCountUtil::release);
    waiting.clear();
  }

  @Override
  public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
    if (!(cause instanceof IOException)) {
      log.warn("a connection failed", cause);
    }
    context.close();
  }
}
