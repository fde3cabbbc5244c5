package dev.consilium.bench;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** A server, and how its lanes are opened. */
record Target(Host host, Source source) implements AutoCloseable {
  /** Opens one lane. */
  @FunctionalInterface
  interface Source {
    Lane open() throws IOException;
  }

  static Target overHttp(
      List<String> command, Map<String, String> environment, boolean pinned, Era era)
      throws IOException {
    Host host = Host.overHttp(command, environment, pinned);
    int port = host.port();
    return new Target(host, () -> HttpLane.open(era, port));
  }

  static Target overStdio(
      List<String> command, Map<String, String> environment, boolean pinned, Era era)
      throws IOException {
    Host host = Host.overStdio(command, environment, pinned);
    StdioLanes lanes = StdioLanes.open(era, host.process());
    return new Target(host, lanes::lane);
  }

  List<Lane> lanes(int count) throws IOException {
    List<Lane> lanes = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      lanes.add(source.open());
    }
    return lanes;
  }

  @Override
  public void close() {
    host.close();
  }
}
