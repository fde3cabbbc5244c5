package dev.consilium.transport;

import dev.consilium.schemas.rpc.RpcMessage;
import java.time.Duration;
import java.util.Map;

/**
 * The way back to whoever sent one message. Thread-safe; nothing here blocks. Exactly one of {@link
 * #finish}, {@link #accept} and {@link #refuse} ends it, and what is called after the end is
 * ignored.
 */
public interface Reply {
  /**
   * Sends a notification or a request that belongs to the message being answered. Over HTTP the
   * first one turns the response into an event stream; if the sender cannot read one, it is
   * dropped.
   */
  void send(RpcMessage message);

  /** The same, as an event with an id, from which a client can go on later. */
  default void send(RpcMessage message, String eventId) {
    send(message);
  }

  /**
   * Opens the event stream with an event that has nothing but an id and the time after which to
   * come back, where the transport has such events.
   */
  default void prime(String eventId, Duration retry) {}

  /** Ends with the answer. */
  default void finish(RpcMessage.Response response) {
    finish(response, Map.of());
  }

  /** Ends with the answer; the headers are sent where the transport has headers and still can. */
  void finish(RpcMessage.Response response, Map<String, String> headers);

  /** Ends a notification or a response, which have no answer (HTTP: 202). */
  void accept();

  /**
   * Ends with an error that HTTP expresses with this status; elsewhere only the failure is sent.
   */
  default void refuse(int httpStatus, RpcMessage.Failure failure) {
    refuse(httpStatus, failure, Map.of());
  }

  /** The same; the headers are sent where the transport has headers and still can. */
  void refuse(int httpStatus, RpcMessage.Failure failure, Map<String, String> headers);

  /**
   * Runs the action when the sender goes away before the end (HTTP: the connection is closed;
   * stdio: end of input). At once if it already has. The action must not block.
   */
  void onDisconnect(Runnable action);
}
