package dev.consilium.memory.embedding;

import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import java.util.Locale;
import java.util.concurrent.ThreadFactory;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Threads that work when nothing else wants the processor. Linux alone has a priority of its own
 * for each thread ({@code setpriority(2)}); the JVM passes Java's on only by options that warn.
 */
@SuppressWarnings("restricted")
final class LowPriority {
  private static final Logger log = LoggerFactory.getLogger(LowPriority.class);
  private static final int PRIO_PROCESS = 0;
  private static final int THIS_THREAD = 0;
  private static final int LOWEST = 19;

  private LowPriority() {}

  static ThreadFactory threads(ThreadFactory factory) {
    return work ->
        factory.newThread(() -> {
          lower();
          work.run();
        });
  }

  private static void lower() {
    if (!System.getProperty("os.name", "").toLowerCase(Locale.ROOT).equals("linux")) {
      return;
    }
    try {
      Linker linker = Linker.nativeLinker();
      MethodHandle setpriority =
          linker.downcallHandle(
              linker.defaultLookup().findOrThrow("setpriority"),
              FunctionDescriptor.of(
                  ValueLayout.JAVA_INT,
                  ValueLayout.JAVA_INT,
                  ValueLayout.JAVA_INT,
                  ValueLayout.JAVA_INT));
      int failed = (int) setpriority.invokeExact(PRIO_PROCESS, THIS_THREAD, LOWEST);
      if (failed != 0) {
        log.debug("The priority of a thread cannot be lowered here");
      }
    } catch (Throwable e) {
      // It works as well, only at the cost of others.
      log.debug("The priority of a thread cannot be lowered here", e);
    }
  }
}
