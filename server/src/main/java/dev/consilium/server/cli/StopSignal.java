package dev.consilium.server.cli;

import java.util.concurrent.CountDownLatch;

/** Tells a server when to stop. */
interface StopSignal {
  /**
   * Blocks until the server has to stop, and has closed it when it returns.
   *
   * @param closings close the server, in this order; each runs once, all on one thread
   */
  void await(Runnable... closings) throws InterruptedException;

  /**
   * SIGTERM or SIGINT. Both run the shutdown hooks of the JVM, which has to see everything closed
   * before the hook returns.
   */
  static StopSignal ofProcess() {
    return closings -> {
      CountDownLatch stop = new CountDownLatch(1);
      Runtime.getRuntime()
          .addShutdownHook(
              new Thread(
                  () -> {
                    stop.countDown();
                    for (Runnable closing : closings) {
                      closing.run();
                    }
                  },
                  "shutdown"));
      stop.await();
    };
  }
}
