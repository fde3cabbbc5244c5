package dev.consilium.transport.http;

import io.netty.channel.ChannelFuture;
import java.util.Map;

/** An event stream that goes on until its reader leaves or it is closed. */
final class StreamOutlet implements Outlet {
  private final Exchange exchange;
  private final Outlet.Listener listener;
  private final Unread unread;
  private final EventStream stream;

  /** On the event loop only. */
  private boolean over;

  /** On the event loop. */
  StreamOutlet(Exchange exchange, HttpOptions options, Outlet.Listener listener) {
    this.exchange = exchange;
    this.listener = listener;
    this.unread = new Unread(options);
    this.stream = exchange.openStream(Map.of());
    stream.keepAlive(options.heartbeat());
    exchange.onDisconnect(this::gone);
    exchange.onDrain(this::end);
  }

  @Override
  public void send(Parcel parcel) {
    int size = parcel.size();
    if (!unread.add(size)) {
      exchange.abort("it does not read its event stream");
      return;
    }
    exchange.execute(() -> {
      if (over) {
        taken(size);
      } else {
        ChannelFuture written = stream.raw(parcel.copy());
        written.addListener(done -> taken(size));
      }
    });
  }

  private void taken(int size) {
    if (unread.remove(size) && !over) {
      listener.onReady();
    }
  }

  @Override
  public boolean isReady() {
    return unread.isReady();
  }

  @Override
  public void close(int code, String reason) {
    exchange.execute(this::end);
  }

  private void end() {
    if (!over) {
      over = true;
      stream.end();
      listener.onClosed();
    }
  }

  private void gone() {
    exchange.execute(() -> {
      if (!over) {
        over = true;
        listener.onClosed();
      }
    });
  }
}
