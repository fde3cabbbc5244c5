package dev.consilium.transport.http;

import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.util.concurrent.Future;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Bounds the time in which a connection may keep a request to itself.
 *
 * <pre>
 *            first byte             last byte
 *   WAITING ────────────> RECEIVING ─────────> ANSWERING
 *      ^    idle timeout   read timeout           │ no limit
 *      └──────────────────────────────────────────┘ answer handed to the socket
 * </pre>
 *
 * <p>Looks at the clock a few times per timeout rather than keep a timer for each request.
 */
final class ReadDeadline extends ChannelInboundHandlerAdapter {
  /** Fired when a request has not arrived in time. */
  enum Passed {
    NOW
  }

  private enum State {
    WAITING,
    RECEIVING,
    ANSWERING
  }

  private final long readNanos;
  private final long idleNanos;
  private State state = State.WAITING;
  private long since = System.nanoTime();
  private @Nullable Future<?> checks;

  ReadDeadline(Duration read, Duration idle) {
    this.readNanos = read.toNanos();
    this.idleNanos = idle.toNanos();
  }

  @Override
  public void channelActive(ChannelHandlerContext ctx) throws Exception {
    long interval = Math.max(1_000_000, Math.min(readNanos, idleNanos) / 4);
    checks =
        ctx.executor()
            .scheduleAtFixedRate(() -> check(ctx), interval, interval, TimeUnit.NANOSECONDS);
    super.channelActive(ctx);
  }

  @Override
  public void channelInactive(ChannelHandlerContext ctx) throws Exception {
    stop();
    super.channelInactive(ctx);
  }

  @Override
  public void channelRead(ChannelHandlerContext ctx, Object message) throws Exception {
    if (state == State.WAITING) {
      enter(State.RECEIVING);
    }
    super.channelRead(ctx, message);
  }

  void receiving() {
    if (state != State.RECEIVING) {
      enter(State.RECEIVING);
    }
  }

  void received() {
    enter(State.ANSWERING);
  }

  void waiting() {
    enter(State.WAITING);
  }

  private void enter(State next) {
    state = next;
    since = System.nanoTime();
  }

  private void check(ChannelHandlerContext ctx) {
    long age = System.nanoTime() - since;
    switch (state) {
      case WAITING -> {
        if (age > idleNanos) {
          ctx.close();
        }
      }
      case RECEIVING -> {
        if (age > readNanos) {
          stop();
          ctx.fireUserEventTriggered(Passed.NOW);
        }
      }
      case ANSWERING -> {}
    }
  }

  @Override
  public void handlerRemoved(ChannelHandlerContext ctx) {
    stop();
  }

  private void stop() {
    if (checks != null) {
      checks.cancel(false);
    }
  }
}
