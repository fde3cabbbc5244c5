package dev.consilium.memory.postgres;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/**
 * {@code initdb} and {@code pg_ctl}, run as child processes that never see our stdin and stdout.
 */
final class PostgresPrograms {
  private static final long DEADLINE_SECONDS = 120;

  /** Processes of a killed server take a moment to notice and let go of its shared memory. */
  private static final int START_ATTEMPTS = 20;

  private static final String SETTINGS =
      """

      # Written by Consilium.
      listen_addresses = '127.0.0.1'
      unix_socket_directories = ''
      max_connections = 200
      shared_buffers = 256MB
      max_wal_size = 256MB
      min_wal_size = 64MB
      jit = off
      timezone = 'UTC'
      client_connection_check_interval = 5s
      logging_collector = on
      log_directory = 'log'
      log_filename = 'server-%a.log'
      log_truncate_on_rotation = on
      log_rotation_age = 1d
      log_rotation_size = 0
      """;

  private final Path programs;
  private final Path folder;

  PostgresPrograms(Path programs, Path folder) {
    this.programs = programs;
    this.folder = folder;
  }

  void initialize(Path data, Path password) throws IOException {
    run(
        "initdb",
        "--pgdata=" + data,
        "--wal-segsize=4",
        "--username=" + EmbeddedPostgres.USER,
        "--pwfile=" + password,
        "--auth=scram-sha-256",
        // Many rounds slow down guessing; nobody guesses 24 random bytes.
        "--set=scram_iterations=1",
        "--encoding=UTF8",
        "--locale=C",
        "--locale-provider=builtin",
        "--builtin-locale=C.UTF-8",
        "--no-instructions");
    Files.writeString(data.resolve("postgresql.conf"), SETTINGS, StandardOpenOption.APPEND);
  }

  /** Starts the server and returns the port it listens on. */
  int start(Path data, Consumer<String> progress) throws IOException {
    for (int attempt = 1; ; attempt++) {
      int port = freePort();
      try {
        run(
            "pg_ctl",
            "--pgdata=" + data,
            "--log=" + folder.resolve("server.log"),
            "--options=-p " + port,
            "--wait",
            "--timeout=" + DEADLINE_SECONDS,
            "start");
        return port;
      } catch (IOException e) {
        if (attempt == START_ATTEMPTS) {
          throw e;
        }
        if (attempt == 1) {
          progress.accept("PostgreSQL did not start at once, trying again");
        }
        pause();
      }
    }
  }

  void stop(Path data) throws IOException {
    run("pg_ctl", "--pgdata=" + data, "--mode=fast", "--wait", "stop");
  }

  private void run(String program, String... arguments) throws IOException {
    List<String> command = new ArrayList<>(asOrdinaryUser());
    boolean windows = System.getProperty("os.name", "").startsWith("Windows");
    command.add(programs.resolve("bin").resolve(windows ? program + ".exe" : program).toString());
    command.addAll(List.of(arguments));
    Path output = Files.createTempFile(folder, program, ".out");
    try {
      Process process =
          new ProcessBuilder(command)
              .directory(folder.toFile())
              .redirectErrorStream(true)
              .redirectOutput(output.toFile())
              .start();
      process.getOutputStream().close();
      awaitEnd(program, process);
      if (process.exitValue() != 0) {
        throw new IOException(failure(program, output));
      }
    } finally {
      Files.deleteIfExists(output);
    }
  }

  /** What initdb does is not needed by whoever is interrupted; a server that starts has to be. */
  private void awaitEnd(String program, Process process) throws IOException {
    boolean interrupted = false;
    try {
      while (true) {
        try {
          if (!process.waitFor(DEADLINE_SECONDS + 10, TimeUnit.SECONDS)) {
            throw new IOException(program + " did not end in time; see " + folder);
          }
          return;
        } catch (InterruptedException e) {
          interrupted = true;
          if (program.equals("initdb")) {
            throw new IOException(program + " was interrupted", e);
          }
        }
      }
    } finally {
      if (process.isAlive()) {
        process.descendants().forEach(ProcessHandle::destroyForcibly);
        process.destroyForcibly();
      }
      if (interrupted) {
        Thread.currentThread().interrupt();
      }
    }
  }

  private String failure(String program, Path output) throws IOException {
    String said = new String(Files.readAllBytes(output), StandardCharsets.UTF_8).strip();
    String hint =
        said.contains("unshare")
            ? " PostgreSQL does not run as root, and this machine lets nobody leave it by unshare -U:"
                + " run as another user, or set CONSILIUM_DATABASE_URL."
            : "";
    return program + " failed: " + said + hint + " (logs: " + folder + ")";
  }

  /** PostgreSQL refuses root. In a user namespace of its own the same user has another name. */
  private static List<String> asOrdinaryUser() {
    boolean linux = System.getProperty("os.name", "").toLowerCase(Locale.ROOT).equals("linux");
    boolean root = "root".equals(System.getProperty("user.name"));
    return linux && root ? List.of("unshare", "-U") : List.of();
  }

  private static int freePort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    }
  }

  /** Nothing tells when the last process of a killed server is gone. */
  private static void pause() throws IOException {
    try {
      TimeUnit.MILLISECONDS.sleep(250);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("interrupted while PostgreSQL was starting", e);
    }
  }
}
