package dev.consilium.memory;

import dev.consilium.schemas.work.Work;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.function.Function;
import java.util.stream.Stream;
import org.jooq.DSLContext;
import org.jspecify.annotations.Nullable;

/** A write that waits for its place in a transaction which it shares with others. */
final class SharedWrite {
  /** What became of it. */
  sealed interface End {
    /** It is done. */
    record Done(@Nullable Object result) implements End {}

    /** This is why it was not done. */
    record Failed(RuntimeException why) implements End {}

    /** Nothing of it was done, as it cannot be with others. */
    record Alone() implements End {}
  }

  private final Write write;
  private final Foreseen foreseen;
  private final Function<DSLContext, ? extends @Nullable Object> work;
  private final Work current = Work.current();
  private final CompletableFuture<End> end = new CompletableFuture<>();

  SharedWrite(
      Write write, Foreseen foreseen, Function<DSLContext, ? extends @Nullable Object> work) {
    this.write = write;
    this.foreseen = foreseen;
    this.work = work;
  }

  private Optional<String> key() {
    return Optional.ofNullable(write.idempotencyKey());
  }

  boolean hasKey() {
    return key().isPresent();
  }

  /** No two writes that have one of these in common share a transaction. */
  List<Object> subjects() {
    Optional<Object> key = key().map(k -> List.of(write.principal(), k));
    return Stream.concat(foreseen.about().stream(), key.stream()).toList();
  }

  /** By which it finds out whether it was done before; none without a key. */
  List<Prepared.Call> questionsOfKey() {
    return key().map(k -> IdempotentWrite.questions(write.principal(), k)).orElse(List.of());
  }

  List<Prepared.Call> first() {
    return foreseen.first();
  }

  List<Prepared.Call> questions() {
    return foreseen.questions();
  }

  /** On any thread, as part of what its caller was asked to do. */
  @Nullable Object run(DSLContext dsl) {
    return current.<@Nullable Object, RuntimeException>call(() -> work.apply(dsl));
  }

  /** Only the first end counts. */
  void end(End how) {
    boolean _ = end.complete(how);
  }

  End await() throws InterruptedException {
    try {
      return end.get();
    } catch (ExecutionException e) {
      throw new IllegalStateException(e);
    }
  }

  /** The same, even when the caller wants it no more. */
  End awaitAnyhow() {
    return end.join();
  }
}
