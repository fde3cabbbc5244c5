package dev.consilium.transport.http;

import io.netty.buffer.ByteBufHolder;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.LastHttpContent;
import io.netty.util.ReferenceCountUtil;
import java.util.ArrayDeque;
import java.util.Queue;
import org.jspecify.annotations.Nullable;

/**
 * Lets one request pass at a time: the next waits until this one has been received and answered, so
 * answers keep the order of pipelined requests.
 *
 * <p>Reading goes on meanwhile, because only that notices a peer that leaves; it stops for a peer
 * that has sent too much ahead.
 */
final class RequestQueue extends ChannelInboundHandlerAdapter {
  /** Tells a connection to end as soon as it owes no answer. */
  enum Drain {
    NOW
  }

  /** Parts of later requests, and their bytes, that are kept before reading stops. */
  private static final int MAX_PARTS = 64;

  private static final int MAX_BYTES = 64 << 10;

  private static final String LATE = "The request did not arrive in time";

  private final ReadDeadline deadline;
  private final Queue<Object> waiting = new ArrayDeque<>();
  private int waitingBytes;
  private @Nullable ChannelHandlerContext context;
  private @Nullable Exchange current;
  private boolean received = true;
  private boolean answered = true;
  private boolean paused;
  private boolean passing;

  RequestQueue(ReadDeadline deadline) {
    this.deadline = deadline;
  }

  /** The request that has just passed is answered through this. */
  void begin(Exchange exchange) {
    current = exchange;
  }

  /** Holds back the rest of the request until {@link #resume}. */
  void pause() {
    paused = true;
  }

  void resume() {
    paused = false;
    passOn();
  }

  /** The answer is on its way to the socket. */
  void answering() {
    if (received) {
      deadline.waiting();
    }
  }

  /** The answer has been taken by the socket. */
  void answered() {
    answered = true;
    current = null;
    passOn();
  }

  @Override
  public void handlerAdded(ChannelHandlerContext ctx) {
    context = ctx;
  }

  /** The connection goes on with another protocol; what was sent ahead of the answer is lost. */
  @Override
  public void handlerRemoved(ChannelHandlerContext ctx) {
    release();
    context = null;
    ctx.channel().config().setAutoRead(true);
  }

  private void release() {
    for (Object message = waiting.poll(); message != null; message = waiting.poll()) {
      ReferenceCountUtil.release(message);
    }
  }

  @Override
  public void channelRead(ChannelHandlerContext ctx, Object message) {
    waiting.add(message);
    waitingBytes += size(message);
    passOn();
    if (waiting.size() > MAX_PARTS || waitingBytes > MAX_BYTES) {
      ctx.channel().config().setAutoRead(false);
    }
  }

  private void passOn() {
    ChannelHandlerContext ctx = context;
    if (passing || ctx == null) {
      return;
    }
    passing = true;
    try {
      while (!paused && !(received && !answered)) {
        Object message = waiting.poll();
        if (message == null) {
          break;
        }
        waitingBytes -= size(message);
        pass(ctx, message);
      }
    } finally {
      passing = false;
    }
    if (waiting.isEmpty() && !ctx.channel().config().isAutoRead()) {
      ctx.channel().config().setAutoRead(true);
    }
  }

  private void pass(ChannelHandlerContext ctx, Object message) {
    if (message instanceof HttpRequest) {
      received = false;
      answered = false;
      deadline.receiving();
    }
    if (message instanceof LastHttpContent) {
      received = true;
      if (answered) {
        deadline.waiting();
      } else {
        deadline.received();
      }
    }
    ctx.fireChannelRead(message);
  }

  @Override
  public void channelInactive(ChannelHandlerContext ctx) throws Exception {
    release();
    if (current != null) {
      current.disconnected();
    }
    super.channelInactive(ctx);
  }

  @Override
  public void userEventTriggered(ChannelHandlerContext ctx, Object event) throws Exception {
    switch (event) {
      case Drain.NOW -> {
        if (current == null) {
          ctx.close();
        } else {
          current.drain();
        }
      }
      case ReadDeadline.Passed.NOW -> late(ctx);
      default -> super.userEventTriggered(ctx, event);
    }
  }

  private void late(ChannelHandlerContext ctx) {
    if (current != null) {
      current.failAndClose(408, LATE);
    } else if (received) {
      Exchange.withoutRequest(ctx.channel(), this).failAndClose(408, LATE);
    } else {
      ctx.close();
    }
  }

  private static int size(Object message) {
    return message instanceof ByteBufHolder holder ? holder.content().readableBytes() : 0;
  }
}
