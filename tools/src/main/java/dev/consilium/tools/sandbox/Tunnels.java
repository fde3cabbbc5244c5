package dev.consilium.tools.sandbox;

import java.nio.ByteBuffer;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The connections that code has out of its container, which itself has no network: they come over
 * the frames, and the host makes those that are allowed. Nothing here blocks.
 */
final class Tunnels implements AutoCloseable {
  private static final int MOST = 64;

  private final AllowedHosts allowed;
  private final FrameWriter container;
  private final Map<Integer, Tunnel> tunnels = new ConcurrentHashMap<>();
  private volatile boolean closed;

  Tunnels(AllowedHosts allowed, FrameWriter container) {
    this.allowed = allowed;
    this.container = container;
  }

  /** Called on the thread of the container's stream. */
  void received(FrameType type, byte[] payload) {
    ByteBuffer buffer = ByteBuffer.wrap(payload);
    if (allowed.isNone() || closed || buffer.remaining() < Integer.BYTES) {
      throw new SandboxException("The container asked for a connection, and has none.");
    }
    int number = buffer.getInt();
    if (type == FrameType.CONNECT) {
      connect(number);
      return;
    }
    Tunnel tunnel = tunnels.get(number);
    if (tunnel == null) {
      // Closed meanwhile.
      return;
    }
    switch (type) {
      case DATA -> {
        byte[] data = new byte[buffer.remaining()];
        buffer.get(data);
        tunnel.received(data);
      }
      case PASSED_ON -> tunnel.passedOn(buffer.remaining() < Integer.BYTES ? 0 : buffer.getInt());
      case CLOSE -> {
        tunnels.remove(number);
        tunnel.close();
      }
      default -> throw new SandboxException("The container sent a frame of no connection.");
    }
  }

  private void connect(int number) {
    if (tunnels.size() >= MOST) {
      throw new SandboxException("The container has more than " + MOST + " connections.");
    }
    Tunnel tunnel = new Tunnel(number, allowed, container, () -> tunnels.remove(number));
    if (tunnels.putIfAbsent(number, tunnel) != null) {
      throw new SandboxException("The container opened a connection twice.");
    }
    tunnel.start();
  }

  /** Ends all of them: none outlives the run that made it. */
  @Override
  public void close() {
    closed = true;
    tunnels.values().forEach(Tunnel::close);
    tunnels.clear();
  }
}
