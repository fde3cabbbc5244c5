package dev.consilium.memory.postgres;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * {@code postmaster.pid}, by which a running server says who and where it is: its process id in the
 * first line, its port in the fourth.
 */
final class PostmasterFile {
  private static final int PORT_LINE = 3;
  private static final int CONNECT_MILLIS = 2_000;

  private final List<String> lines;

  private PostmasterFile(List<String> lines) {
    this.lines = lines;
  }

  static PostmasterFile of(Path data) throws IOException {
    try {
      return new PostmasterFile(Files.readAllLines(data.resolve("postmaster.pid")));
    } catch (NoSuchFileException e) {
      return new PostmasterFile(List.of());
    }
  }

  /** The port, if the process lives and listens: the file outlives a server that was killed. */
  Optional<Integer> runningPort() {
    if (lines.size() <= PORT_LINE) {
      return Optional.empty();
    }
    try {
      long pid = Long.parseLong(lines.getFirst().strip());
      int port = Integer.parseInt(lines.get(PORT_LINE).strip());
      return ProcessHandle.of(pid).map(ProcessHandle::isAlive).orElse(false) && listens(port)
          ? Optional.of(port)
          : Optional.empty();
    } catch (NumberFormatException e) {
      // Cut short by a crash: no server wrote it whole.
      return Optional.empty();
    }
  }

  private static boolean listens(int port) {
    try (Socket socket = new Socket()) {
      socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), CONNECT_MILLIS);
      return true;
    } catch (IOException e) {
      return false;
    }
  }
}
