package dev.consilium.memory.embedding;

import java.lang.foreign.AddressLayout;
import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.SymbolLookup;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;

/**
 * A reference of our own to the environment of ONNX Runtime, which counts them. Its Java binding
 * gives its one back in a shutdown hook, beside threads that still load a model, and the process
 * crashes (microsoft/onnxruntime#31352). Ours is never given back.
 *
 * <p>Uses the stable beginning of the C API: {@code OrtGetApiBase()->GetApi(1)->CreateEnv(…)}.
 */
@SuppressWarnings("restricted")
final class OrtReference {
  private static final int API_VERSION = 1;
  private static final int WARNING = 2;

  /** CreateStatus, GetErrorCode and GetErrorMessage come before it. */
  private static final int CREATE_ENV = 3;

  private static final AddressLayout POINTER = ValueLayout.ADDRESS;

  private OrtReference() {}

  /** After the binding has loaded the library, and before anybody uses it. */
  static void keep() {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment base =
          (MemorySegment)
              function(
                      SymbolLookup.loaderLookup().findOrThrow("OrtGetApiBase"),
                      FunctionDescriptor.of(POINTER))
                  .invokeExact();
      MemorySegment api =
          (MemorySegment)
              function(pointer(base, 0), FunctionDescriptor.of(POINTER, ValueLayout.JAVA_INT))
                  .invokeExact(API_VERSION);
      MemorySegment status =
          (MemorySegment)
              function(
                      pointer(api, CREATE_ENV),
                      FunctionDescriptor.of(POINTER, ValueLayout.JAVA_INT, POINTER, POINTER))
                  .invokeExact(WARNING, arena.allocateFrom("consilium"), arena.allocate(POINTER));
      if (status.address() != 0) {
        throw new IllegalStateException("ONNX Runtime gave no reference to its environment.");
      }
    } catch (RuntimeException | Error e) {
      throw e;
    } catch (Throwable e) {
      throw new IllegalStateException(e);
    }
  }

  private static MethodHandle function(MemorySegment address, FunctionDescriptor descriptor) {
    return Linker.nativeLinker().downcallHandle(address, descriptor);
  }

  /** The pointer at an index of an array of pointers. */
  private static MemorySegment pointer(MemorySegment array, int index) {
    return array
        .reinterpret(MemoryLayout.sequenceLayout(index + 1L, POINTER).byteSize())
        .getAtIndex(POINTER, index);
  }
}
