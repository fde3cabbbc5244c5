package dev.consilium.transport.http;

import dev.consilium.schemas.access.Principal;
import dev.consilium.transport.RequestHead;
import dev.consilium.transport.internal.Departure;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.EventLoop;
import io.netty.handler.codec.http.DefaultFullHttpResponse;
import io.netty.handler.codec.http.DefaultHttpResponse;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaderValues;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpUtil;
import io.netty.handler.codec.http.HttpVersion;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.RejectedExecutionException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One request and the way to answer it, once. To be used on the event loop, except where a method
 * says otherwise.
 */
final class Exchange {
  private static final Logger LOG = LoggerFactory.getLogger(Exchange.class);

  private final Channel channel;
  private final RequestQueue queue;
  private final RequestHead head;
  private final HttpVersion version;
  private final Departure departure = new Departure();
  private boolean keepAlive;
  private boolean continueOwed;
  private boolean begun;
  private @Nullable Principal principal;
  private @Nullable Runnable onDrain;

  Exchange(
      Channel channel,
      RequestQueue queue,
      RequestHead head,
      HttpVersion version,
      boolean keepAlive,
      boolean expectsContinue) {
    this.channel = channel;
    this.queue = queue;
    this.head = head;
    this.version = version;
    this.keepAlive = keepAlive && version.equals(HttpVersion.HTTP_1_1);
    this.continueOwed = expectsContinue;
  }

  /** For what has to be said when no request could be read. */
  static Exchange withoutRequest(Channel channel, RequestQueue queue) {
    RequestHead none = new RequestHead("", "", "", RequestHead.Headers.none(), "");
    return new Exchange(channel, queue, none, HttpVersion.HTTP_1_1, false, false);
  }

  RequestHead head() {
    return head;
  }

  /** Of an admitted request only. */
  Principal principal() {
    return Objects.requireNonNull(principal);
  }

  void admit(Principal sender) {
    principal = sender;
  }

  /** From any thread. */
  ByteBufAllocator allocator() {
    return channel.alloc();
  }

  /** From any thread: runs the action on the event loop, at once if this is it. */
  boolean execute(Runnable action) {
    EventLoop loop = channel.eventLoop();
    if (loop.inEventLoop()) {
      run(action);
      return true;
    }
    try {
      loop.execute(() -> run(action));
      return true;
    } catch (RejectedExecutionException e) {
      return false;
    }
  }

  private void run(Runnable action) {
    try {
      action.run();
    } catch (RuntimeException e) {
      LOG.error("Closing a connection that could not be answered", e);
      channel.close();
    }
  }

  /** From any thread: cuts the connection. */
  void abort(String reason) {
    LOG.info("Closing the connection of {}: {}", head.remoteAddress(), reason);
    channel.close();
  }

  /** From any thread. */
  void onDisconnect(Runnable action) {
    departure.onDisconnect(action);
  }

  void disconnected() {
    departure.left();
  }

  /** What ends this exchange where nobody waits for its answer. */
  void onDrain(Runnable action) {
    onDrain = action;
  }

  void drain() {
    keepAlive = false;
    if (onDrain != null) {
      onDrain.run();
    }
  }

  /** Asks for the body of a sender that waits to be asked. */
  void sendContinue() {
    if (continueOwed) {
      continueOwed = false;
      channel.writeAndFlush(
          new DefaultFullHttpResponse(
              HttpVersion.HTTP_1_1, HttpResponseStatus.CONTINUE, channel.alloc().buffer(0, 0)));
    }
  }

  /** Takes the body over. */
  void respond(
      int status, @Nullable CharSequence contentType, ByteBuf body, Map<String, String> headers) {
    if (begun) {
      body.release();
      return;
    }
    HttpResponseStatus line = HttpResponseStatus.valueOf(status);
    HttpResponse response = new DefaultFullHttpResponse(HttpVersion.HTTP_1_1, line, body);
    if (contentType != null) {
      response.headers().set(HttpHeaderNames.CONTENT_TYPE, contentType);
    }
    if (status != HttpResponseStatus.NO_CONTENT.code()
        && status != HttpResponseStatus.NOT_MODIFIED.code()) {
      response.headers().set(HttpHeaderNames.CONTENT_LENGTH, body.readableBytes());
    }
    begin(response, headers);
    end(response);
  }

  /** Answers without a body. */
  void respond(int status, Map<String, String> headers) {
    respond(status, null, channel.alloc().buffer(0, 0), headers);
  }

  void fail(int status, String message) {
    fail(status, message, Map.of());
  }

  void fail(int status, String message, Map<String, String> headers) {
    boolean rpc = McpEndpoint.serves(head.path());
    respond(
        status,
        rpc ? MediaTypes.JSON : MediaTypes.PROBLEM,
        rpc
            ? Messages.error(channel.alloc(), message)
            : Messages.problem(channel.alloc(), status, message),
        headers);
  }

  /** For a request whose rest will not be read. */
  void failAndClose(int status, String message) {
    if (begun) {
      channel.close();
      return;
    }
    keepAlive = false;
    fail(status, message);
  }

  /** Turns the response into an event stream; to be flushed by its first event. */
  EventStream openStream(Map<String, String> headers) {
    HttpResponse response = new DefaultHttpResponse(HttpVersion.HTTP_1_1, HttpResponseStatus.OK);
    response.headers().set(HttpHeaderNames.CONTENT_TYPE, HttpHeaderValues.TEXT_EVENT_STREAM);
    response.headers().set(HttpHeaderNames.CACHE_CONTROL, HttpHeaderValues.NO_STORE);
    response.headers().set("X-Accel-Buffering", "no");
    HttpUtil.setTransferEncodingChunked(response, version.equals(HttpVersion.HTTP_1_1));
    begin(response, headers);
    channel.write(response, channel.voidPromise());
    return new EventStream(channel, this);
  }

  /** Answers with another protocol, which has the connection from now on. */
  Channel upgrade(HttpResponse response) {
    begun = true;
    CommonHeaders.set(response.headers(), head, principal != null);
    departure.answered();
    channel.writeAndFlush(response);
    return channel;
  }

  private void begin(HttpResponse response, Map<String, String> headers) {
    begun = true;
    keepAlive &= !continueOwed;
    headers.forEach(response.headers()::set);
    CommonHeaders.set(response.headers(), head, principal != null);
    HttpUtil.setKeepAlive(response, keepAlive);
  }

  /** Writes the last part of the response. */
  void end(Object last) {
    departure.answered();
    queue.answering();
    ChannelFuture written = channel.writeAndFlush(last);
    written.addListener(done -> {
      if (keepAlive && done.isSuccess()) {
        queue.answered();
      } else {
        Linger.close(channel);
      }
    });
  }
}
