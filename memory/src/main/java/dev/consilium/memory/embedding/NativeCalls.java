package dev.consilium.memory.embedding;

import java.time.Duration;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/**
 * Who is in the native code of ONNX Runtime. The JVM leaves by {@code exit(3)}, which destroys the
 * static objects of libraries beside threads that still use them, and the process dies of SIGSEGV
 * or SIGBUS. So the JVM stops when the last call has ended, and lets nobody in meanwhile.
 */
final class NativeCalls {
  /** A model is loaded within a second, unless the machine is at its end. */
  private static final Duration AT_THE_END = Duration.ofSeconds(30);

  private static final ReentrantLock lock = new ReentrantLock();
  private static final Condition left = lock.newCondition();
  private static int inside;
  private static boolean stopping;

  static {
    try {
      Runtime.getRuntime()
          .addShutdownHook(Thread.ofPlatform().name("embedding-end").unstarted(NativeCalls::end));
    } catch (IllegalStateException e) {
      // The process stops already.
      stopping = true;
    }
  }

  private NativeCalls() {}

  /** Somebody is in, until it is closed. */
  static final class Inside implements AutoCloseable {
    private Inside() {}

    @Override
    public void close() {
      lock.lock();
      try {
        inside--;
        left.signalAll();
      } finally {
        lock.unlock();
      }
    }
  }

  /**
   * Before calls that end by themselves.
   *
   * @throws EmbeddingException if the process is stopping
   */
  static Inside enter() {
    lock.lock();
    try {
      if (stopping) {
        throw new EmbeddingException("The process is stopping.");
      }
      inside++;
      return new Inside();
    } finally {
      lock.unlock();
    }
  }

  private static void end() {
    long patience = AT_THE_END.toNanos();
    lock.lock();
    try {
      stopping = true;
      while (inside > 0 && patience > 0) {
        patience = left.awaitNanos(patience);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } finally {
      lock.unlock();
    }
  }
}
