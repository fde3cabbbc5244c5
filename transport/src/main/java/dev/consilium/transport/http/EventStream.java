package dev.consilium.transport.http;

import static java.nio.charset.StandardCharsets.US_ASCII;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.handler.codec.http.DefaultHttpContent;
import io.netty.handler.codec.http.LastHttpContent;
import io.netty.util.concurrent.Future;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** A response of server-sent events, one for each message. On the event loop only. */
final class EventStream {
  private static final ByteBuf BEFORE = constant("event: message\ndata: ");
  private static final ByteBuf BEFORE_ID = constant("event: message\nid: ");
  private static final ByteBuf BEFORE_DATA = constant("\ndata: ");
  private static final ByteBuf AFTER = constant("\n\n");
  private static final ByteBuf COMMENT = constant(":\n\n");

  private final Channel channel;
  private final Exchange exchange;
  private @Nullable Future<?> heartbeat;
  private @Nullable ChannelFuture lastBeat;

  EventStream(Channel channel, Exchange exchange) {
    this.channel = channel;
    this.exchange = exchange;
  }

  private static ByteBuf constant(String text) {
    return Unpooled.unreleasableBuffer(
        Unpooled.directBuffer().writeBytes(text.getBytes(US_ASCII)).asReadOnly());
  }

  /** Sends a message, taking its JSON over. */
  ChannelFuture event(ByteBuf json) {
    ByteBuf frame = Unpooled.wrappedBuffer(BEFORE.duplicate(), json, AFTER.duplicate());
    return channel.writeAndFlush(new DefaultHttpContent(frame));
  }

  /** The same with an id, which has no line breaks. */
  ChannelFuture event(ByteBuf json, String id) {
    ByteBuf frame =
        Unpooled.wrappedBuffer(
            BEFORE_ID.duplicate(),
            ByteBufUtil.writeAscii(channel.alloc(), id),
            BEFORE_DATA.duplicate(),
            json,
            AFTER.duplicate());
    return channel.writeAndFlush(new DefaultHttpContent(frame));
  }

  /** Events as they stand. */
  ChannelFuture raw(ByteBuf events) {
    return channel.writeAndFlush(new DefaultHttpContent(events));
  }

  /** An event of another name, which has no line breaks. */
  void event(String name, String data) {
    String text = "event: " + name + "\ndata: " + data + "\n\n";
    channel.writeAndFlush(new DefaultHttpContent(ByteBufUtil.writeAscii(channel.alloc(), text)));
  }

  /** An event without data: clients keep its id and the time, and show nothing. */
  void prime(String id, Duration retry) {
    String text = "id: " + id + "\nretry: " + retry.toMillis() + "\ndata: \n\n";
    channel.writeAndFlush(new DefaultHttpContent(ByteBufUtil.writeAscii(channel.alloc(), text)));
  }

  /** Sends a comment now and then: it fails where the peer is gone, and shows one that hangs. */
  void keepAlive(Duration interval) {
    channel.flush();
    heartbeat =
        channel
            .eventLoop()
            .scheduleAtFixedRate(
                this::beat, interval.toNanos(), interval.toNanos(), TimeUnit.NANOSECONDS);
    channel.closeFuture().addListener(closed -> stop());
  }

  private void beat() {
    if (lastBeat != null && !lastBeat.isDone()) {
      stop();
      exchange.abort("its event stream is not read");
      return;
    }
    lastBeat = channel.writeAndFlush(new DefaultHttpContent(COMMENT.duplicate()));
  }

  void end() {
    stop();
    exchange.end(LastHttpContent.EMPTY_LAST_CONTENT);
  }

  private void stop() {
    if (heartbeat != null) {
      heartbeat.cancel(false);
    }
  }
}
