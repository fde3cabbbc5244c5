package dev.consilium.transport.http;

/** Where to send what one peer listens to. Thread-safe; nothing here blocks. */
public interface Outlet {
  /** What the holder of an outlet hears. Called on an event loop, so it must not block. */
  interface Listener {
    /** The peer has taken what was sent: {@link Outlet#isReady} again. */
    void onReady();

    /** The peer is gone or was closed. Called once, and nothing after it. */
    void onClosed();
  }

  /** Sends; after the end it is dropped. Whoever sends much although it is not ready is cut off. */
  void send(Parcel parcel);

  /** Whether the peer keeps up: little is unread by it. */
  boolean isReady();

  /**
   * Ends it.
   *
   * @param code of WebSocket; an event stream has none
   */
  void close(int code, String reason);
}
