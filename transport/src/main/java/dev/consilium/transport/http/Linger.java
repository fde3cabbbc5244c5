package dev.consilium.transport.http;

import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.socket.SocketChannel;
import io.netty.util.ReferenceCountUtil;
import java.util.concurrent.TimeUnit;

/**
 * Closes a connection whose peer may still be sending: closed at once, the kernel would answer with
 * a reset, and the peer would lose the answer it has not yet read. Drops what arrives meanwhile.
 */
final class Linger extends ChannelInboundHandlerAdapter {
  private static final int SECONDS = 2;

  private Linger() {}

  /** On the event loop, after the last write. */
  static void close(Channel channel) {
    if (!channel.isActive() || channel.pipeline().get(Linger.class) != null) {
      return;
    }
    channel.pipeline().addFirst(new Linger());
    channel.config().setAutoRead(true);
    ((SocketChannel) channel).shutdownOutput();
    channel.eventLoop().schedule(() -> channel.close(), SECONDS, TimeUnit.SECONDS);
  }

  @Override
  public void channelRead(ChannelHandlerContext ctx, Object message) {
    ReferenceCountUtil.release(message);
  }
}
