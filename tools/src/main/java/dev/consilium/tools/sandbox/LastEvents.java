package dev.consilium.tools.sandbox;

import com.github.dockerjava.api.async.ResultCallback;
import com.github.dockerjava.api.model.Event;
import com.github.dockerjava.api.model.EventActor;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * Why a container ended, by the events that the engine keeps of it: the state of a container is not
 * yet true when its connection ends, and a container that is removed at its end has none soon
 * after.
 */
final class LastEvents extends ResultCallback.Adapter<Event> {
  private static final String OUT_OF_MEMORY = "oom";
  private static final String END = "die";

  static final String[] NAMES = {OUT_OF_MEMORY, END};

  /** A time that all of them are after. */
  static final String ALL = "1";

  private static final Duration PATIENCE = Duration.ofSeconds(5);

  /** 128 and the number of SIGKILL. */
  private static final String KILLED = "137";

  private final CompletableFuture<Boolean> end = new CompletableFuture<>();
  private boolean outOfMemory;

  @Override
  public void onNext(Event event) {
    if (OUT_OF_MEMORY.equals(event.getAction())) {
      outOfMemory = true;
    } else if (END.equals(event.getAction())) {
      boolean _ = end.complete(outOfMemory && KILLED.equals(exitCode(event)));
    }
  }

  private static String exitCode(Event event) {
    return Optional.ofNullable(event.getActor())
        .map(EventActor::getAttributes)
        .orElse(Map.of())
        .getOrDefault("exitCode", "");
  }

  @Override
  public void onError(Throwable cause) {
    boolean _ = end.completeExceptionally(cause);
    super.onError(cause);
  }

  /** Waits for the end. */
  boolean outOfMemory() throws InterruptedException, ExecutionException {
    try {
      return end.get(PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
    } catch (TimeoutException e) {
      throw new SandboxException("The Docker engine does not say that the container ended.", e);
    }
  }
}
