package dev.consilium.transport.local;

import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Starts a server that outlives the process that starts it. */
final class Launch {
  /** What a server says on stdout once it listens. */
  static final String READY = "ready";

  /** No exit status. */
  static final int STARTED = -1;

  private static final int FAILED = 1;
  private static final String EXIT = "exit ";

  /**
   * In a session of its own, and as nobody's child: clients end what they started with all that
   * belongs to it. Passes on the first line: that it listens, or how it ended.
   */
  private static final String DETACHED =
      """
      run='"$0" "$@"; echo "exit $?" 2>/dev/null'
      if command -v setsid >/dev/null 2>&1; then
        (setsid sh -c "$run" "$@" &)
      else
        (set -m; sh -c "$run" "$@" &)
      fi | { IFS= read -r line; echo "$line"; }
      """;

  private Launch() {}

  /** Waits until it listens; otherwise gives the status with which it ended. */
  static int of(List<String> command, Path log) throws IOException {
    List<String> detached = new ArrayList<>(List.of("sh", "-c", DETACHED, "sh"));
    detached.addAll(command);
    Process process =
        new ProcessBuilder(detached)
            .redirectInput(new File("/dev/null"))
            .redirectError(log.toFile())
            .start();
    try (BufferedReader said = process.inputReader()) {
      String line = said.readLine();
      if (READY.equals(line)) {
        return STARTED;
      }
      return line != null && line.startsWith(EXIT)
          ? Integer.parseInt(line.substring(EXIT.length()))
          : FAILED;
    }
  }
}
