package dev.consilium.server.engine;

import java.util.concurrent.Executor;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/**
 * Where calls run that may block: on one of a few platform threads, for which waiting for the
 * database is one system call instead of four, and on a virtual thread of its own when those are
 * taken.
 */
final class CallThreads implements Executor {
  /** As many as there are connections to the database, or more. */
  private static final int MOST = 16;

  private static final ThreadFactory VIRTUAL = Thread.ofVirtual().name("call").factory();

  private final ThreadPoolExecutor platform =
      new ThreadPoolExecutor(
          0,
          MOST,
          10,
          TimeUnit.SECONDS,
          new SynchronousQueue<>(),
          Thread.ofPlatform().daemon().name("call-", 0).factory(),
          (call, _) -> VIRTUAL.newThread(call).start());

  @Override
  public void execute(Runnable call) {
    platform.execute(call);
  }
}
