package dev.consilium.bench;

import static java.lang.ProcessBuilder.Redirect.DISCARD;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A server in a process of its own, on a processor of its own where there is a second one. */
final class Host implements AutoCloseable {
  private static final Pattern LISTENS = Pattern.compile("http://127\\.0\\.0\\.1:(\\d+)");
  private static final Pattern RESIDENT = Pattern.compile("VmRSS:\\s+(\\d+) kB");
  private static final Pattern TOTAL = Pattern.compile("^Total\\s+\\d+\\s+(\\d+)");

  private final Process process;
  private final long began;

  private Host(Process process, long began) {
    this.process = process;
    this.began = began;
  }

  /** One that speaks over its standard streams. */
  static Host overStdio(List<String> command, Map<String, String> environment, boolean pinned)
      throws IOException {
    return start(command, environment, pinned, builder -> builder.redirectError(DISCARD));
  }

  static Host overHttp(List<String> command, Map<String, String> environment, boolean pinned)
      throws IOException {
    return start(command, environment, pinned, builder -> builder.redirectErrorStream(true));
  }

  private static Host start(
      List<String> command,
      Map<String, String> environment,
      boolean pinned,
      UnaryOperator<ProcessBuilder> streams)
      throws IOException {
    List<String> all = new ArrayList<>();
    if (pinned) {
      all.addAll(List.of("taskset", "-c", "0"));
    }
    all.addAll(command);
    ProcessBuilder builder = streams.apply(new ProcessBuilder(all));
    builder.environment().putAll(environment);
    long began = System.nanoTime();
    return new Host(builder.start(), began);
  }

  Process process() {
    return process;
  }

  /** The port, once it says that it listens there. */
  int port() throws IOException {
    StringBuilder said = new StringBuilder();
    BufferedReader lines = process.inputReader();
    for (String line = lines.readLine(); line != null; line = lines.readLine()) {
      Matcher listens = LISTENS.matcher(line);
      if (listens.find()) {
        drain(lines);
        return Integer.parseInt(listens.group(1));
      }
      said.append(line).append('\n');
    }
    throw new IOException(process.info().commandLine() + " ended: " + said);
  }

  /** What nobody reads would hold the process up. */
  private static void drain(BufferedReader lines) {
    Thread.ofPlatform()
        .daemon()
        .start(() -> {
          try {
            while (lines.readLine() != null) {
              // Says nothing that is wanted.
            }
          } catch (IOException e) {
            // It is gone.
          }
        });
  }

  double millisSinceStart() {
    return (System.nanoTime() - began) / 1e6;
  }

  Duration cpu() {
    return process.info().totalCpuDuration().orElseThrow();
  }

  double residentMb() throws IOException {
    Matcher resident =
        RESIDENT.matcher(Files.readString(Path.of("/proc/" + process.pid() + "/status")));
    if (!resident.find()) {
      throw new IOException("/proc says nothing of the memory of " + process.pid());
    }
    return Long.parseLong(resident.group(1)) / 1024.0;
  }

  /** Bytes that live, after a full collection. */
  long liveHeap() throws IOException {
    Process jcmd =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "jcmd").toString(),
                Long.toString(process.pid()),
                "GC.class_histogram")
            .start();
    try (BufferedReader lines = jcmd.inputReader()) {
      for (String line = lines.readLine(); line != null; line = lines.readLine()) {
        Matcher total = TOTAL.matcher(line);
        if (total.find()) {
          return Long.parseLong(total.group(1));
        }
      }
    }
    throw new IOException("jcmd gave no histogram of " + process.pid());
  }

  @Override
  public void close() {
    process.destroy();
    process.onExit().join();
  }
}
