package dev.consilium.transport.http;

import io.netty.channel.ChannelHandler.Sharable;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.handler.codec.DecoderException;
import java.io.IOException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Closes a connection on which something went wrong; that a peer went away or sent what nobody can
 * read is no error.
 */
@Sharable
final class LastHandler extends ChannelInboundHandlerAdapter {
  static final LastHandler INSTANCE = new LastHandler();

  private static final Logger LOG = LoggerFactory.getLogger(LastHandler.class);

  private LastHandler() {}

  @Override
  public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
    if (cause instanceof IOException || cause instanceof DecoderException) {
      LOG.debug("Connection lost: {}", cause.getMessage());
    } else {
      LOG.error("Closing a connection after an error", cause);
    }
    ctx.close();
  }
}
