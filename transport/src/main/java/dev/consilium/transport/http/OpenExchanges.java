package dev.consilium.transport.http;

import io.netty.channel.Channel;
import io.netty.channel.ChannelHandler.Sharable;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/** What is open on this server: connections, of which there is a limit, and requests in work. */
@Sharable
final class OpenExchanges extends ChannelInboundHandlerAdapter {
  private final int maxConnections;
  private final AtomicInteger connections = new AtomicInteger();
  private final Set<HttpResponder> working = ConcurrentHashMap.newKeySet();
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition oneLess = lock.newCondition();
  private volatile boolean draining;

  OpenExchanges(int maxConnections) {
    this.maxConnections = maxConnections;
  }

  @Override
  public void channelActive(ChannelHandlerContext context) throws Exception {
    Channel channel = context.channel();
    int open = connections.incrementAndGet();
    channel.closeFuture().addListener(_ -> connections.decrementAndGet());
    if (open > maxConnections || draining) {
      channel.close();
      return;
    }
    super.channelActive(context);
  }

  boolean isDraining() {
    return draining;
  }

  void began(HttpResponder exchange) {
    working.add(exchange);
  }

  void ended(HttpResponder exchange) {
    working.remove(exchange);
    if (draining) {
      lock.lock();
      try {
        oneLess.signalAll();
      } finally {
        lock.unlock();
      }
    }
  }

  /** Ends the streams, then waits for the requests in work, but not for ever. */
  void drain(Duration atMost) {
    draining = true;
    working.stream().filter(HttpResponder::isListening).forEach(HttpResponder::endListening);
    long left = atMost.toNanos();
    lock.lock();
    try {
      while (!working.isEmpty() && left > 0) {
        // Looks again now and then: the last one may have ended before the wait began.
        left -= TimeUnit.MILLISECONDS.toNanos(50);
        var _ = oneLess.await(50, TimeUnit.MILLISECONDS);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } finally {
      lock.unlock();
    }
  }
}
