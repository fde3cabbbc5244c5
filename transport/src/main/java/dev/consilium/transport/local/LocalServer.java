package dev.consilium.transport.local;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.Channels;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.FileChannel;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Serves each {@link Relay} that connects as if its client had started this process. */
public final class LocalServer implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(LocalServer.class);

  /** Whoever comes back so soon finds a server that is warm. */
  private static final Duration LINGER = Duration.ofSeconds(10);

  /** What a client is served with, until one of the streams ends. */
  @FunctionalInterface
  public interface Conversation {
    void hold(InputStream in, OutputStream out);
  }

  private final Place place;
  private final Duration linger;
  private final ServerSocketChannel listener;
  private final Diagnostics diagnostics = new Diagnostics();
  private int open;
  private boolean retired;

  private LocalServer(Place place, Duration linger) throws IOException {
    this.place = place;
    this.linger = linger;
    this.listener = ServerSocketChannel.open(StandardProtocolFamily.UNIX);
  }

  /** Listens at the socket; connections wait until it is run. */
  public static LocalServer listen(Path socket) throws IOException {
    return listen(socket, LINGER);
  }

  static LocalServer listen(Path socket, Duration linger) throws IOException {
    LocalServer server = new LocalServer(new Place(socket), linger);
    // Of a server that was killed: who starts one holds the lock, and found that nobody answers.
    Files.deleteIfExists(socket);
    var _ = server.listener.bind(UnixDomainSocketAddress.of(socket));
    return server;
  }

  /** A conversation with the server that listens there. */
  public static SocketChannel connect(Path socket) throws IOException {
    return Purpose.CONVERSATION.connect(socket);
  }

  /** What is written here is told to everybody who is connected. */
  public OutputStream diagnostics() {
    return diagnostics;
  }

  /**
   * Serves until nobody has been there for a while.
   *
   * @param stdout is told that it listens
   */
  public void run(OutputStream stdout, Conversation conversation)
      throws IOException, InterruptedException {
    stdout.write((Launch.READY + "\n").getBytes(StandardCharsets.UTF_8));
    stdout.flush();
    Thread.ofVirtual().name("local-accept").start(() -> accept(conversation));
    do {
      awaitIdle();
    } while (!retire());
  }

  private void accept(Conversation conversation) {
    try {
      while (true) {
        SocketChannel channel = listener.accept();
        Thread.ofVirtual().name("local").start(() -> serve(channel, conversation));
      }
    } catch (ClosedChannelException e) {
      // Retired.
    } catch (IOException e) {
      log.error("Those who come now start a process of their own: this one takes no more", e);
      abandon();
    }
  }

  private void abandon() {
    try {
      close();
      Files.deleteIfExists(place.socket());
    } catch (IOException e) {
      log.error("The socket is still there", e);
    }
  }

  private void serve(SocketChannel channel, Conversation conversation) {
    try (channel) {
      switch (Purpose.of(channel)) {
        case DIAGNOSTICS -> diagnostics.tell(channel);
        case CONVERSATION -> {
          if (begin()) {
            try {
              Purpose.accept(channel);
              conversation.hold(
                  Channels.newInputStream(channel), Channels.newOutputStream(channel));
            } finally {
              end();
            }
          }
        }
      }
    } catch (IOException e) {
      log.debug("A client left: {}", e.getMessage());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private synchronized boolean begin() {
    if (!retired) {
      open++;
    }
    return !retired;
  }

  private synchronized void end() {
    open--;
    notifyAll();
  }

  private synchronized void awaitIdle() throws InterruptedException {
    long since = System.nanoTime();
    while (true) {
      long left = since + linger.toNanos() - System.nanoTime();
      if (open > 0) {
        wait();
        since = System.nanoTime();
      } else if (left > 0) {
        TimeUnit.NANOSECONDS.timedWait(this, left);
      } else {
        return;
      }
    }
  }

  /** True if nobody came meanwhile; then nobody can any more, and the next finds no socket. */
  private boolean retire() throws IOException {
    try (FileChannel _ = place.locked()) {
      synchronized (this) {
        retired = open == 0;
      }
      if (retired) {
        abandon();
      }
      return retired;
    }
  }

  @Override
  public void close() throws IOException {
    listener.close();
  }
}
