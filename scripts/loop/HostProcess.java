import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/** The {@code consilium serve} that runs, if one does. */
final class HostProcess {
  private static final Duration PATIENCE = Duration.ofSeconds(5);

  /** Ends when this process does, however that ends, and takes the host with it. */
  private static final String GUARD = "trap '' INT; read -r _; kill \"$1\" 2>/dev/null";

  private final Path root;
  private final List<String> flags;
  private Optional<Process> host = Optional.empty();
  private Optional<Process> guard = Optional.empty();
  private boolean closed;

  HostProcess(Path root, List<String> flags) {
    this.root = root;
    this.flags = flags;
  }

  /**
   * Ends the host that runs, and starts one of this build.
   *
   * @param option one of its JVM
   * @param onListening called on a thread of its own when it takes requests
   */
  synchronized void restart(Path build, String option, Runnable onListening)
      throws IOException, InterruptedException {
    stop();
    if (closed) {
      return;
    }
    List<String> command = new ArrayList<>(List.of(root.resolve("consilium").toString(), "serve"));
    command.addAll(flags);
    ProcessBuilder builder =
        new ProcessBuilder(command)
            .redirectInput(ProcessBuilder.Redirect.from(Path.of("/dev/null").toFile()))
            .redirectOutput(ProcessBuilder.Redirect.INHERIT);
    builder.environment().put("CONSILIUM_BUILD", build.toString());
    // It seldom lives long enough for code for the long run.
    builder
        .environment()
        .merge(
            "CONSILIUM_JAVA_OPTS",
            "-XX:TieredStopAtLevel=1 " + option,
            (own, first) -> first + " " + own);
    Process process = builder.start();
    host = Optional.of(process);
    guard =
        Optional.of(
            new ProcessBuilder("sh", "-c", GUARD, "sh", String.valueOf(process.pid())).start());
    Thread.ofVirtual().start(() -> forward(process, onListening));
  }

  /** No other is started after this. */
  void close() throws InterruptedException {
    synchronized (this) {
      closed = true;
      stop();
    }
  }

  private void stop() throws InterruptedException {
    if (host.isPresent()) {
      Process process = host.get();
      host = Optional.empty();
      process.destroy();
      if (!process.waitFor(PATIENCE.toMillis(), TimeUnit.MILLISECONDS)) {
        process.destroyForcibly().waitFor();
      }
    }
    guard.ifPresent(Process::destroyForcibly);
    guard = Optional.empty();
  }

  private void forward(Process process, Runnable onListening) {
    try (BufferedReader lines = process.errorReader()) {
      for (String line = lines.readLine(); line != null; line = lines.readLine()) {
        System.err.println(line);
        if (line.contains("listening on http")) {
          onListening.run();
        }
      }
      int status = process.waitFor();
      if (isCurrent(process)) {
        Console.say(
            "The host has ended with %d; it is started again after the next change."
                .formatted(status));
      }
    } catch (IOException e) {
      // Closed, since the host is being stopped.
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private synchronized boolean isCurrent(Process process) {
    return host.filter(process::equals).isPresent();
  }
}
