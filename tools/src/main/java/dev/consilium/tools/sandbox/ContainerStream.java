package dev.consilium.tools.sandbox;

import com.github.dockerjava.api.async.ResultCallback;
import com.github.dockerjava.api.model.Frame;
import java.io.IOException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The connection that a container lives by, as the engine's client wants to be called back. */
final class ContainerStream extends ResultCallback.Adapter<Frame> {
  private static final Logger log = LoggerFactory.getLogger(ContainerStream.class);

  /** Hears what a container says; called on a thread of its stream. */
  interface Ear {
    /** The piece may be kept. */
    void stdout(byte[] piece);

    /** Nothing more will come; {@code cause} says why, if it broke. */
    void ended(@Nullable Throwable cause);
  }

  private final Ear ear;

  ContainerStream(Ear ear) {
    this.ear = ear;
  }

  @Override
  public void onNext(Frame frame) {
    // The array is used again for the next frame.
    ear.stdout(frame.getPayload().clone());
  }

  @Override
  public void onError(Throwable cause) {
    // Without the adapter's logging: that a connection ends with its container is no error.
    ear.ended(cause);
    quietClose();
  }

  @Override
  public void onComplete() {
    super.onComplete();
    ear.ended(null);
  }

  void quietClose() {
    try {
      close();
    } catch (IOException e) {
      log.debug("The stream of a container did not close", e);
    }
  }
}
