package dev.consilium.transport.http;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelOutboundBuffer;
import io.netty.handler.codec.http.DefaultFullHttpResponse;
import io.netty.handler.codec.http.DefaultHttpContent;
import io.netty.handler.codec.http.DefaultHttpResponse;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaderValues;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.handler.codec.http.LastHttpContent;
import io.netty.util.concurrent.ScheduledFuture;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * The response to one request: either whole, or a stream of events. Its state belongs to the event
 * loop; calls from other threads hop there once.
 */
final class HttpResponder {
  private static final ByteBuf HEARTBEAT =
      Unpooled.unreleasableBuffer(
          Unpooled.copiedBuffer(": \n\n", StandardCharsets.US_ASCII).asReadOnly());

  private final Channel channel;
  private final HttpOptions options;
  private final @Nullable String origin;
  private final boolean keepAlive;
  private final Runnable whenEnded;
  private final List<Runnable> disconnectActions = new ArrayList<>();
  private boolean streaming;
  private boolean ended;
  private boolean disconnected;
  private volatile boolean listening;
  private @Nullable ScheduledFuture<?> heartbeat;

  /**
   * A response on this channel; {@code whenEnded} lets the connection go on with the next request.
   */
  HttpResponder(
      Channel channel,
      HttpOptions options,
      @Nullable String origin,
      boolean keepAlive,
      Runnable whenEnded) {
    this.channel = channel;
    this.options = options;
    this.origin = origin;
    this.keepAlive = keepAlive;
    this.whenEnded = whenEnded;
  }

  Channel channel() {
    return channel;
  }

  boolean isStreaming() {
    return streaming;
  }

  /** Whether this is a stream that nothing but its reader or a shutdown ends. */
  boolean isListening() {
    return listening;
  }

  void run(Runnable action) {
    if (channel.eventLoop().inEventLoop()) {
      action.run();
    } else {
      channel.eventLoop().execute(action);
    }
  }

  /** Answers as a whole; takes over the body. */
  void respond(int status, @Nullable String contentType, ByteBuf body, Map<String, String> extra) {
    run(() -> {
      if (ended || streaming) {
        body.release();
        return;
      }
      DefaultFullHttpResponse response =
          new DefaultFullHttpResponse(
              HttpVersion.HTTP_1_1, HttpResponseStatus.valueOf(status), body);
      HttpHeaders headers = response.headers();
      headers.set(HttpHeaderNames.CONTENT_LENGTH, body.readableBytes());
      if (contentType != null) {
        headers.set(HttpHeaderNames.CONTENT_TYPE, contentType);
      }
      common(headers, extra);
      end(channel.writeAndFlush(response));
    });
  }

  void empty(int status, Map<String, String> extra) {
    respond(status, null, Unpooled.EMPTY_BUFFER, extra);
  }

  /** Opens the event stream that a client listens on. */
  void listen() {
    run(() -> {
      if (!ended && !streaming) {
        listening = true;
        begin(Map.of());
        channel.flush();
      }
    });
  }

  void endListening() {
    endStream();
  }

  /** Sends one event, opening the stream with the first; takes over the frame. */
  void event(ByteBuf frame, Map<String, String> headers) {
    run(() -> {
      if (ended) {
        frame.release();
        return;
      }
      begin(headers);
      channel.writeAndFlush(new DefaultHttpContent(frame));
      closeIfReaderIsSlow();
    });
  }

  void endStream() {
    run(() -> {
      if (!ended && streaming) {
        end(channel.writeAndFlush(LastHttpContent.EMPTY_LAST_CONTENT));
      }
    });
  }

  private void begin(Map<String, String> extra) {
    if (streaming) {
      return;
    }
    streaming = true;
    DefaultHttpResponse head = new DefaultHttpResponse(HttpVersion.HTTP_1_1, HttpResponseStatus.OK);
    head.headers()
        .set(HttpHeaderNames.CONTENT_TYPE, "text/event-stream")
        .set(HttpHeaderNames.CACHE_CONTROL, "no-store")
        .set("X-Accel-Buffering", "no")
        .set(HttpHeaderNames.TRANSFER_ENCODING, HttpHeaderValues.CHUNKED);
    common(head.headers(), extra);
    channel.write(head);
    long period = options.heartbeat().toMillis();
    heartbeat =
        channel.eventLoop().scheduleAtFixedRate(this::beat, period, period, TimeUnit.MILLISECONDS);
  }

  private void beat() {
    if (!ended) {
      channel.writeAndFlush(new DefaultHttpContent(HEARTBEAT.duplicate()));
      closeIfReaderIsSlow();
    }
  }

  /** The client can come back; its memory here could not be bounded otherwise. */
  private void closeIfReaderIsSlow() {
    ChannelOutboundBuffer pending = channel.unsafe().outboundBuffer();
    if (pending != null && pending.totalPendingWriteBytes() > options.maxPendingBytes()) {
      channel.close();
    }
  }

  private void common(HttpHeaders headers, Map<String, String> extra) {
    headers.set("X-Content-Type-Options", "nosniff");
    if (origin != null) {
      headers
          .set(HttpHeaderNames.ACCESS_CONTROL_ALLOW_ORIGIN, origin)
          .set(HttpHeaderNames.ACCESS_CONTROL_EXPOSE_HEADERS, "Mcp-Session-Id, WWW-Authenticate")
          .set(HttpHeaderNames.VARY, "Origin");
    }
    extra.forEach(headers::set);
    if (!keepAlive) {
      headers.set(HttpHeaderNames.CONNECTION, HttpHeaderValues.CLOSE);
    }
  }

  private void end(ChannelFuture written) {
    ended = true;
    stopHeartbeat();
    disconnectActions.clear();
    if (!keepAlive) {
      written.addListener(ChannelFutureListener.CLOSE);
    }
    whenEnded.run();
  }

  private void stopHeartbeat() {
    if (heartbeat != null) {
      heartbeat.cancel(false);
    }
  }

  void onDisconnect(Runnable action) {
    run(() -> {
      if (disconnected) {
        action.run();
      } else if (!ended) {
        disconnectActions.add(action);
      }
    });
  }

  /** The connection is gone. On the event loop. */
  void disconnected() {
    if (ended) {
      return;
    }
    ended = true;
    disconnected = true;
    stopHeartbeat();
    disconnectActions.forEach(Runnable::run);
    disconnectActions.clear();
    whenEnded.run();
  }
}
