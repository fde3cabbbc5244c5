package dev.consilium.tools.sandbox;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One connection out of a container: an HTTP proxy that knows {@code CONNECT} (RFC 9110, 9.3.6) and
 * nothing else, for the hosts that are allowed.
 */
final class Tunnel implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(Tunnel.class);
  private static final Pattern CONNECT =
      Pattern.compile("CONNECT ([A-Za-z0-9._-]{1,255}):(\\d{1,5}) HTTP/1\\.[01]");
  private static final Pattern LITERAL = Pattern.compile("[0-9.]+|localhost");
  private static final byte[] END_OF_HEAD = {'\r', '\n', '\r', '\n'};
  private static final int LONGEST_HEAD = 8_192;

  /** Not passed on by the other side; the supervisor has the same. */
  private static final int WINDOW = 256 << 10;

  private static final int CHUNK = 32 << 10;
  private static final Duration TO_ASK = Duration.ofSeconds(30);
  private static final Duration TO_CONNECT = Duration.ofSeconds(10);

  private final int number;
  private final AllowedHosts allowed;
  private final FrameWriter container;
  private final Runnable ended;
  private final BlockingQueue<byte[]> inbox = new LinkedBlockingQueue<>();
  private final AtomicInteger waiting = new AtomicInteger();
  private final Semaphore room = new Semaphore(WINDOW);
  private final Socket socket = new Socket();
  private final Thread thread;

  Tunnel(int number, AllowedHosts allowed, FrameWriter container, Runnable ended) {
    this.number = number;
    this.allowed = allowed;
    this.container = container;
    this.ended = ended;
    this.thread = Thread.ofVirtual().name("sandbox-tunnel").unstarted(this::run);
  }

  void start() {
    thread.start();
  }

  void received(byte[] data) {
    if (waiting.addAndGet(data.length) > WINDOW + CHUNK) {
      throw new SandboxException("The container sent more than was passed on.");
    }
    inbox.add(data);
  }

  void passedOn(int count) {
    if (count < 0 || count > WINDOW - room.availablePermits()) {
      throw new SandboxException("The container passed on more than there was.");
    }
    room.release(count);
  }

  private void run() {
    try (socket) {
      ByteArrayOutputStream asked = new ByteArrayOutputStream();
      int end = head(asked);
      byte[] bytes = asked.toByteArray();
      if (end < 0 || !connect(new String(bytes, 0, end, StandardCharsets.ISO_8859_1))) {
        return;
      }
      Thread back = Thread.ofVirtual().name("sandbox-tunnel-back").start(this::back);
      forth(Arrays.copyOfRange(bytes, end, bytes.length));
      back.join();
    } catch (IOException e) {
      log.debug("A connection of a container ended", e);
    } catch (InterruptedException e) {
      // Closed.
    } finally {
      ended.run();
      container.send(FrameType.CLOSE, header(0).array());
    }
  }

  /** Reads until the head of the request is complete; where it ends, or -1 if it does not. */
  private int head(ByteArrayOutputStream asked) throws InterruptedException {
    while (asked.size() <= LONGEST_HEAD) {
      byte[] data = inbox.poll(TO_ASK.toSeconds(), TimeUnit.SECONDS);
      if (data == null) {
        return -1;
      }
      take(data);
      asked.writeBytes(data);
      byte[] bytes = asked.toByteArray();
      for (int i = 0; i + END_OF_HEAD.length <= bytes.length; i++) {
        if (Arrays.equals(bytes, i, i + END_OF_HEAD.length, END_OF_HEAD, 0, END_OF_HEAD.length)) {
          return i + END_OF_HEAD.length;
        }
      }
    }
    return -1;
  }

  private void take(byte[] data) {
    int _ = waiting.addAndGet(-data.length);
    container.send(FrameType.PASSED_ON, header(Integer.BYTES).putInt(data.length).array());
  }

  private boolean connect(String head) throws InterruptedException {
    String line = head.substring(0, head.indexOf('\r'));
    Matcher wanted = CONNECT.matcher(line);
    if (!wanted.matches()) {
      answer("405 Method Not Allowed", "Only CONNECT is served: use https.");
      return false;
    }
    String host = wanted.group(1);
    int port = Integer.parseInt(wanted.group(2));
    if (!allowed.allows(host, port)) {
      answer("403 Forbidden", host + ":" + port + " is not allowed (CONSILIUM_SANDBOX_ALLOW).");
      return false;
    }
    try {
      socket.connect(address(host, port), (int) TO_CONNECT.toMillis());
    } catch (IOException e) {
      answer("502 Bad Gateway", host + ":" + port + " cannot be reached: " + e.getMessage());
      return false;
    }
    send("HTTP/1.1 200 Connected\r\n\r\n".getBytes(StandardCharsets.ISO_8859_1));
    return true;
  }

  /** Whoever owns an allowed name must not point it at this machine. */
  private static InetSocketAddress address(String host, int port) throws IOException {
    for (InetAddress address : InetAddress.getAllByName(host)) {
      if (LITERAL.matcher(host).matches()
          || !(address.isLoopbackAddress()
              || address.isLinkLocalAddress()
              || address.isAnyLocalAddress()
              || address.isMulticastAddress())) {
        return new InetSocketAddress(address, port);
      }
    }
    throw new IOException("its name leads to this machine");
  }

  private void answer(String status, String text) throws InterruptedException {
    String body = text + "\n";
    String all =
        "HTTP/1.1 %s\r\nContent-Type: text/plain\r\nContent-Length: %d\r\nConnection: close\r\n\r\n%s"
            .formatted(status, body.length(), body);
    send(all.getBytes(StandardCharsets.ISO_8859_1));
  }

  private void send(byte[] data) throws InterruptedException {
    room.acquire(data.length);
    container.send(FrameType.DATA, header(data.length).put(data).array());
  }

  private ByteBuffer header(int length) {
    return ByteBuffer.allocate(Integer.BYTES + length).putInt(number);
  }

  /** What the container sends, until it is closed. */
  private void forth(byte[] first) throws IOException, InterruptedException {
    OutputStream out = socket.getOutputStream();
    out.write(first);
    while (!socket.isClosed()) {
      byte[] data = inbox.take();
      out.write(data);
      take(data);
    }
  }

  /** What the other side sends, until it ends. */
  private void back() {
    try {
      InputStream in = socket.getInputStream();
      byte[] buffer = new byte[CHUNK];
      int count = in.read(buffer);
      while (count >= 0) {
        send(Arrays.copyOf(buffer, count));
        count = in.read(buffer);
      }
    } catch (IOException e) {
      log.debug("A connection of a container ended", e);
    } catch (InterruptedException e) {
      // Closed.
    } finally {
      thread.interrupt();
    }
  }

  /** Ends it, without a word to the container. */
  @Override
  public void close() {
    thread.interrupt();
    try {
      socket.close();
    } catch (IOException e) {
      log.debug("A connection of a container did not close", e);
    }
  }
}
