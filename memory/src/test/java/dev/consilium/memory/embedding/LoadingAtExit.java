package dev.consilium.memory.embedding;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.SymbolLookup;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/**
 * A process that stops while it loads a model. When the objects of all libraries are destroyed it
 * says so, and stays until its input ends: who still uses them has the time to crash.
 */
@SuppressWarnings("restricted")
final class LoadingAtExit {
  static final String DESTROYED = "destroyed";

  private LoadingAtExit() {}

  public static void main(String[] args) throws Throwable {
    // What is registered first is called last, and ONNX Runtime is loaded later.
    atExit("getchar", MemorySegment.NULL);
    atExit("perror", Arena.global().allocateFrom(DESTROYED));
    Thread loader =
        Thread.ofPlatform()
            .daemon()
            .start(() -> {
              try (LocalModel model = new LocalModel(LocalModel.E5_SMALL)) {
                var _ = model.passages(List.of("text"));
              }
            });
    while (loader.isAlive() && !isLoading()) {
      TimeUnit.MILLISECONDS.sleep(1);
    }
    System.exit(loader.isAlive() ? 0 : 1);
  }

  private static boolean isLoading() {
    return Thread.getAllStackTraces().values().stream()
        .flatMap(Stream::of)
        .anyMatch(frame -> frame.isNativeMethod() && frame.getMethodName().equals("createSession"));
  }

  private static void atExit(String function, MemorySegment argument) throws Throwable {
    SymbolLookup c = Linker.nativeLinker().defaultLookup();
    MethodHandle register =
        Linker.nativeLinker()
            .downcallHandle(
                c.findOrThrow("__cxa_atexit"),
                FunctionDescriptor.of(
                    ValueLayout.JAVA_INT,
                    ValueLayout.ADDRESS,
                    ValueLayout.ADDRESS,
                    ValueLayout.ADDRESS));
    if ((int) register.invokeExact(c.findOrThrow(function), argument, MemorySegment.NULL) != 0) {
      throw new IllegalStateException(function + " was not registered");
    }
  }
}
