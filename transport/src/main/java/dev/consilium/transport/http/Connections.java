package dev.consilium.transport.http;

import static java.nio.charset.StandardCharsets.US_ASCII;

import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandler.Sharable;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.group.ChannelGroup;
import io.netty.channel.group.DefaultChannelGroup;
import io.netty.util.concurrent.GlobalEventExecutor;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/** The open connections of a server: turns away those that are too many, drains them at the end. */
@Sharable
final class Connections extends ChannelInboundHandlerAdapter {
  private static final String FULL_BODY =
      "{\"type\":\"about:blank\",\"title\":\"Service Unavailable\",\"status\":503,"
          + "\"detail\":\"Too many connections are open, try again later\"}";
  private static final byte[] FULL =
      """
      HTTP/1.1 503 Service Unavailable\r
      Content-Type: application/problem+json\r
      Content-Length: %d\r
      Retry-After: 1\r
      Connection: close\r
      \r
      %s\
      """
          .formatted(FULL_BODY.length(), FULL_BODY)
          .getBytes(US_ASCII);

  private final int limit;
  private final AtomicInteger open = new AtomicInteger();
  private final ChannelGroup channels = new DefaultChannelGroup(GlobalEventExecutor.INSTANCE);

  Connections(int limit) {
    this.limit = limit;
  }

  @Override
  public void channelActive(ChannelHandlerContext ctx) throws Exception {
    channels.add(ctx.channel());
    if (open.incrementAndGet() > limit) {
      ctx.writeAndFlush(Unpooled.wrappedBuffer(FULL))
          .addListener(done -> Linger.close(ctx.channel()));
      return;
    }
    super.channelActive(ctx);
  }

  @Override
  public void channelInactive(ChannelHandlerContext ctx) throws Exception {
    open.decrementAndGet();
    super.channelInactive(ctx);
  }

  int count() {
    return open.get();
  }

  /** Lets the connections end on their own, and closes what is left after the timeout. */
  void drain(Duration timeout) {
    for (Channel channel : channels) {
      channel.pipeline().fireUserEventTriggered(RequestQueue.Drain.NOW);
    }
    channels.newCloseFuture().awaitUninterruptibly(timeout.toMillis(), TimeUnit.MILLISECONDS);
    channels.close().awaitUninterruptibly();
  }
}
