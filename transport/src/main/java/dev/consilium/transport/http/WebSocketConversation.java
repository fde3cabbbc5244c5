package dev.consilium.transport.http;

import dev.consilium.transport.Gate;
import dev.consilium.transport.RequestHead;
import dev.consilium.transport.internal.Fault;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.handler.codec.TooLongFrameException;
import io.netty.handler.codec.http.websocketx.BinaryWebSocketFrame;
import io.netty.handler.codec.http.websocketx.CloseWebSocketFrame;
import io.netty.handler.codec.http.websocketx.CorruptedWebSocketFrameException;
import io.netty.handler.codec.http.websocketx.PingWebSocketFrame;
import io.netty.handler.codec.http.websocketx.PongWebSocketFrame;
import io.netty.handler.codec.http.websocketx.TextWebSocketFrame;
import io.netty.handler.codec.http.websocketx.WebSocketFrame;
import io.netty.util.concurrent.Future;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One open WebSocket.
 *
 * <pre>
 *   OPEN ── close() or the peer's close ──> CLOSING ── both said so, or too late ──> CLOSED
 *     └──── the connection broke ──────────────────────────────────────────────────────^
 * </pre>
 */
final class WebSocketConversation extends SimpleChannelInboundHandler<WebSocketFrame>
    implements Outlet {
  static final int GOING_AWAY = 1001;
  static final int UNSUPPORTED = 1003;
  static final int POLICY = 1008;
  static final int TOO_BIG = 1009;
  static final int INTERNAL = 1011;

  private static final Logger LOG = LoggerFactory.getLogger(WebSocketConversation.class);

  private static final long SECONDS_TO_CLOSE = 5;

  /** Control frames have 125 bytes, of which two are the code. */
  private static final int LONGEST_REASON = 123;

  /** A peer that says nothing for so many heartbeats, not even that it is there, is not. */
  private static final int MISSED_BEATS = 2;

  private final Channel channel;
  private final RequestHead head;
  private final WebSocketRoute.Listener listener;
  private final Gate gate;
  private final HttpOptions options;
  private final Unread unread;
  private final FrameRate rate;

  /** On the event loop only, as are the next. */
  private boolean closing;

  private boolean left;
  private int silentBeats;
  private @Nullable Future<?> heartbeat;

  WebSocketConversation(
      Channel channel,
      RequestHead head,
      WebSocketRoute.Listener listener,
      Gate gate,
      HttpOptions options) {
    this.channel = channel;
    this.head = head;
    this.listener = listener;
    this.gate = gate;
    this.options = options;
    this.unread = new Unread(options);
    this.rate = new FrameRate();
  }

  void start() {
    long interval = options.heartbeat().toNanos();
    heartbeat =
        channel
            .eventLoop()
            .scheduleAtFixedRate(this::beat, interval, interval, TimeUnit.NANOSECONDS);
    if (!channel.isActive()) {
      gone();
    }
  }

  private void beat() {
    if (closing) {
      return;
    }
    if (silentBeats++ >= MISSED_BEATS) {
      LOG.debug("Closing a WebSocket of {}: it answers no ping", head.remoteAddress());
      channel.close();
      return;
    }
    channel.writeAndFlush(new PingWebSocketFrame());
    admitAgain();
  }

  /** A key that was revoked opens nothing any more. */
  private void admitAgain() {
    gate.admit(head)
        .whenComplete((admission, failure) -> {
          if (admission instanceof Gate.Refused refused
              && (refused.status() == 401 || refused.status() == 403)) {
            close(POLICY, refused.message());
          }
        });
  }

  @Override
  protected void channelRead0(ChannelHandlerContext ctx, WebSocketFrame frame) {
    silentBeats = 0;
    if (closing && !(frame instanceof CloseWebSocketFrame)) {
      return;
    }
    if (!(frame instanceof PongWebSocketFrame) && !rate.allows(System.nanoTime())) {
      closeNow(POLICY, "Too many messages: at most " + FrameRate.PER_SECOND + " a second");
      return;
    }
    switch (frame) {
      case TextWebSocketFrame text -> listener.onText(text.text());
      case PingWebSocketFrame ping ->
          ctx.writeAndFlush(new PongWebSocketFrame(ping.content().retain()));
      case PongWebSocketFrame _ -> {}
      case CloseWebSocketFrame _ -> peerCloses(ctx);
      case BinaryWebSocketFrame _ ->
          closeNow(UNSUPPORTED, "Messages are JSON in text frames, not binary ones");
      default -> closeNow(POLICY, "This frame was not expected");
    }
  }

  private void peerCloses(ChannelHandlerContext ctx) {
    if (closing) {
      ctx.close();
    } else {
      closing = true;
      ctx.writeAndFlush(new CloseWebSocketFrame(1000, "")).addListener(ChannelFutureListener.CLOSE);
    }
  }

  @Override
  public void send(Parcel parcel) {
    int size = parcel.size();
    if (!unread.add(size)) {
      LOG.info("Closing a WebSocket of {}: it does not read", head.remoteAddress());
      channel.close();
      return;
    }
    onLoop(() -> {
      if (closing || left) {
        taken(size);
      } else {
        ChannelFuture written = channel.writeAndFlush(parcel.copy());
        written.addListener(done -> taken(size));
      }
    });
  }

  private void taken(int size) {
    if (unread.remove(size) && !left && !closing) {
      guarded(listener::onReady);
    }
  }

  @Override
  public boolean isReady() {
    return unread.isReady();
  }

  @Override
  public void close(int code, String reason) {
    onLoop(() -> closeNow(code, reason));
  }

  private void closeNow(int code, String reason) {
    if (closing || left) {
      return;
    }
    closing = true;
    channel.writeAndFlush(new CloseWebSocketFrame(code, shortened(reason)));
    channel.eventLoop().schedule(() -> channel.close(), SECONDS_TO_CLOSE, TimeUnit.SECONDS);
  }

  /** For a peer that is not understood any more, so that its answer would not be, either. */
  private void closeUnheard(int code, String reason) {
    if (closing || left) {
      return;
    }
    closing = true;
    channel
        .writeAndFlush(new CloseWebSocketFrame(code, shortened(reason)))
        .addListener(done -> Linger.close(channel));
  }

  private static String shortened(String reason) {
    String text = reason;
    while (text.getBytes(StandardCharsets.UTF_8).length > LONGEST_REASON) {
      text = text.substring(0, text.length() - 1);
    }
    return text;
  }

  private void onLoop(Runnable action) {
    try {
      channel.eventLoop().execute(action);
    } catch (RejectedExecutionException e) {
      LOG.debug("The server has stopped", e);
    }
  }

  private void guarded(Runnable action) {
    try {
      action.run();
    } catch (RuntimeException e) {
      closeNow(INTERNAL, Fault.report(e));
    }
  }

  @Override
  public void userEventTriggered(ChannelHandlerContext ctx, Object event) throws Exception {
    if (event == RequestQueue.Drain.NOW) {
      closeNow(GOING_AWAY, "The server stops: connect again, with after=SEQ to miss nothing");
    } else {
      super.userEventTriggered(ctx, event);
    }
  }

  @Override
  public void channelInactive(ChannelHandlerContext ctx) throws Exception {
    gone();
    super.channelInactive(ctx);
  }

  private void gone() {
    if (!left) {
      left = true;
      if (heartbeat != null) {
        heartbeat.cancel(false);
      }
      guarded(listener::onClosed);
    }
  }

  @Override
  public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) throws Exception {
    switch (cause) {
      case CorruptedWebSocketFrameException e -> {
        LOG.debug("A WebSocket of {} broke the protocol: {}", head.remoteAddress(), e.getMessage());
        closeUnheard(e.closeStatus().code(), String.valueOf(e.getMessage()));
      }
      case TooLongFrameException _ ->
          closeUnheard(
              TOO_BIG, "A message may have at most " + options.maxWebSocketMessage() + " bytes");
      case RuntimeException e -> closeNow(INTERNAL, Fault.report(e));
      default -> super.exceptionCaught(ctx, cause);
    }
  }
}
