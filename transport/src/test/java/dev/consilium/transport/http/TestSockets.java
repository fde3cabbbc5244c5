package dev.consilium.transport.http;

import java.util.Objects;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** WebSockets that echo what comes, and keep their outlets for the test. */
final class TestSockets {
  private final LinkedBlockingQueue<Outlet> opened = new LinkedBlockingQueue<>();
  final Semaphore ready = new Semaphore(0);
  final CountDownLatch closed = new CountDownLatch(1);

  void open(WebSocketRoute.Opening opening) {
    if (opening.query().containsKey("refuse")) {
      opening.refuse(400, "not like this");
      return;
    }
    Echo echo = new Echo();
    echo.outlet = opening.accept(echo);
    opened.add(echo.outlet);
  }

  Outlet next() throws InterruptedException {
    return Objects.requireNonNull(opened.poll(20, TimeUnit.SECONDS));
  }

  private final class Echo implements WebSocketRoute.Listener {
    private @Nullable Outlet outlet;

    @Override
    public void onText(String text) {
      if (text.equals("throw")) {
        throw new IllegalStateException("secret detail");
      }
      Objects.requireNonNull(outlet).send(Parcel.frame(text));
    }

    @Override
    public void onReady() {
      ready.release();
    }

    @Override
    public void onClosed() {
      closed.countDown();
    }
  }
}
