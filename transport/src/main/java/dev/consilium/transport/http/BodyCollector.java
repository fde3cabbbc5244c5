package dev.consilium.transport.http;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.handler.codec.http.HttpContent;
import io.netty.handler.codec.http.LastHttpContent;
import io.netty.util.ReferenceCountUtil;
import org.jspecify.annotations.Nullable;

/**
 * Gathers the body of an admitted request; drops that of any other, so that the connection can go
 * on. Keeps no more than the limit, and reads hardly more.
 */
final class BodyCollector extends ChannelInboundHandlerAdapter {
  private final int limit;
  private @Nullable Exchange exchange;
  private @Nullable ByteBuf body;
  private long dropped;

  BodyCollector(int limit) {
    this.limit = limit;
  }

  @Override
  public void channelRead(ChannelHandlerContext ctx, Object message) {
    switch (message) {
      case Exchange admitted -> begin(admitted);
      case HttpContent content -> take(ctx, content);
      default -> ctx.fireChannelRead(message);
    }
  }

  private void begin(Exchange admitted) {
    if (admitted.head().headers().get("Content-Length").filter(this::isTooLong).isPresent()) {
      refuse(admitted);
      return;
    }
    exchange = admitted;
    admitted.sendContinue();
  }

  private boolean isTooLong(String contentLength) {
    return Long.parseLong(contentLength) > limit;
  }

  private void refuse(Exchange tooLong) {
    exchange = null;
    drop();
    tooLong.failAndClose(413, "The body is longer than " + limit + " bytes");
  }

  private void take(ChannelHandlerContext ctx, HttpContent content) {
    Exchange current = exchange;
    boolean last = content instanceof LastHttpContent;
    if (content.decoderResult().isFailure()) {
      content.release();
      exchange = null;
      drop();
      if (current == null) {
        ctx.close();
      } else {
        current.failAndClose(400, "The body is not framed as its headers say");
      }
    } else if (current == null) {
      dropped = last ? 0 : dropped + content.content().readableBytes();
      content.release();
      if (dropped > limit) {
        Linger.close(ctx.channel());
      }
    } else if (size() + content.content().readableBytes() > limit) {
      content.release();
      refuse(current);
    } else {
      gather(ctx, content.content(), last);
      if (last) {
        ByteBuf whole = body == null ? ctx.alloc().buffer(0, 0) : body;
        body = null;
        exchange = null;
        ctx.fireChannelRead(new ReceivedRequest(current, whole));
      }
    }
  }

  private int size() {
    return body == null ? 0 : body.readableBytes();
  }

  /**
   * One part is taken as it is; several are copied, as many small slices would hold big buffers.
   */
  private void gather(ChannelHandlerContext ctx, ByteBuf part, boolean last) {
    if (body == null && last) {
      body = part;
      return;
    }
    if (body == null) {
      body = ctx.alloc().buffer(part.readableBytes());
    }
    body.writeBytes(part);
    part.release();
  }

  private void drop() {
    ReferenceCountUtil.release(body);
    body = null;
  }

  @Override
  public void channelInactive(ChannelHandlerContext ctx) throws Exception {
    exchange = null;
    drop();
    super.channelInactive(ctx);
  }
}
