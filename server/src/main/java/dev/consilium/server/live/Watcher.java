package dev.consilium.server.live;

import dev.consilium.memory.feed.FeedFilter;
import dev.consilium.schemas.json.Json;
import dev.consilium.transport.http.Outlet;
import java.time.Instant;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ObjectNode;

/**
 * A client that watches the feed.
 *
 * <pre>
 *   CATCHING UP ── has what the node remembers ──> LIVE ──> GONE
 *    reads rows by itself                          is served with the others
 * </pre>
 */
final class Watcher {
  private final Form form;
  private final Wanted wanted;
  private final Outlet outlet;
  private final Semaphore ready = new Semaphore(0);

  /** All up to this one is sent, or not wanted. Under the lock of {@link Audience} while live. */
  private volatile long position;

  private boolean live;
  private volatile boolean gone;

  Watcher(Form form, Wanted wanted, Outlet outlet) {
    this.form = form;
    this.wanted = wanted;
    this.outlet = outlet;
  }

  Form form() {
    return form;
  }

  Wanted wanted() {
    return wanted;
  }

  FeedFilter filter() {
    return wanted.filter();
  }

  Outlet outlet() {
    return outlet;
  }

  long position() {
    return position;
  }

  void goTo(long seq) {
    position = seq;
  }

  boolean isLive() {
    return live;
  }

  void goLive() {
    live = true;
  }

  boolean isGone() {
    return gone;
  }

  void leave() {
    gone = true;
    ready.release();
  }

  void becameReady() {
    ready.release();
  }

  /**
   * Waits until the client has taken what it was sent; false when it is gone or stopped reading.
   */
  boolean awaitReady(long seconds) throws InterruptedException {
    while (!gone && !outlet.isReady()) {
      if (!ready.tryAcquire(seconds, TimeUnit.SECONDS)) {
        return false;
      }
    }
    return !gone;
  }

  /** Says something to this client alone. */
  void tell(String type, ObjectNode data, @Nullable String id) {
    ObjectNode message = Json.MAPPER.createObjectNode().put("type", type);
    message.set("data", data);
    message.put("timestamp", Form.time(Instant.now()));
    if (id != null) {
      message.put("id", id);
    }
    outlet.send(form.message(type, Json.MAPPER.writeValueAsBytes(message)));
  }
}
