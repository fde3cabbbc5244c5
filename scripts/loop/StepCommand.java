import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/**
 * A program that a step runs. What it says goes to the step's log and not through a pipe, which a
 * process that the program leaves behind would keep open.
 */
final class StepCommand {
  private static final int LONGEST_WORD = 200;

  private static boolean stopping;

  private final Path folder;
  private final List<String> words;
  private final Map<String, String> environment = new HashMap<>();
  private Duration limit = Duration.ofMinutes(20);

  StepCommand(Path folder, List<String> words) {
    this.folder = folder;
    this.words = List.copyOf(words);
  }

  StepCommand(Path folder, String... words) {
    this(folder, List.of(words));
  }

  StepCommand with(Map<String, String> variables) {
    environment.putAll(variables);
    return this;
  }

  StepCommand within(Duration time) {
    limit = time;
    return this;
  }

  /** Succeeds if the program does. */
  Step.Outcome run(StepLog log) throws IOException, InterruptedException {
    return run(log, _ -> {});
  }

  /**
   * Succeeds if the program does.
   *
   * @param heard gets each line once, on the calling thread
   */
  Step.Outcome run(StepLog log, Consumer<String> heard) throws IOException, InterruptedException {
    Files.writeString(
        log.file(), commandLine(), StandardOpenOption.CREATE, StandardOpenOption.APPEND);
    ProcessBuilder builder =
        new ProcessBuilder(words)
            .directory(folder.toFile())
            .redirectInput(Path.of("/dev/null").toFile())
            .redirectErrorStream(true)
            .redirectOutput(ProcessBuilder.Redirect.appendTo(log.file().toFile()));
    builder.environment().putAll(environment);
    try (LogTail tail = new LogTail(log.file(), heard)) {
      Process process = start(builder);
      long end = System.nanoTime() + limit.toNanos();
      while (!process.waitFor(200, TimeUnit.MILLISECONDS)) {
        tail.read();
        if (System.nanoTime() > end) {
          end(process);
          return Step.Outcome.failed("It was ended after %d minutes.".formatted(limit.toMinutes()));
        }
      }
      tail.read();
      int status = process.exitValue();
      return status == 0
          ? Step.Outcome.DONE
          : Step.Outcome.failed("%s ended with %d.".formatted(program(), status));
    }
  }

  private static synchronized Process start(ProcessBuilder builder) throws IOException {
    if (stopping) {
      throw new IOException("The check was interrupted.");
    }
    return builder.start();
  }

  /** Ends every program that runs, with all that it started, and lets no other begin. */
  static void endAll() {
    synchronized (StepCommand.class) {
      stopping = true;
    }
    List<ProcessHandle> all = ProcessHandle.current().descendants().toList();
    all.forEach(ProcessHandle::destroy);
    long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(5);
    try {
      while (all.stream().anyMatch(ProcessHandle::isAlive) && System.nanoTime() < end) {
        Thread.sleep(50);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    // Some start others when they are ended.
    ProcessHandle.current().descendants().forEach(ProcessHandle::destroyForcibly);
    all.forEach(ProcessHandle::destroyForcibly);
  }

  private String program() {
    return String.valueOf(Path.of(words.getFirst()).getFileName());
  }

  /** Ends what takes too long, with all that it started. */
  private static void end(Process process) throws IOException, InterruptedException {
    if (process.info().command().orElse("").endsWith("/java")) {
      // A JVM says by this where its threads are.
      new ProcessBuilder("kill", "-QUIT", Long.toString(process.pid())).start().waitFor();
      Thread.sleep(2_000);
    }
    List<ProcessHandle> all = new ArrayList<>(process.descendants().toList());
    all.add(process.toHandle());
    all.forEach(ProcessHandle::destroy);
    if (!process.waitFor(10, TimeUnit.SECONDS)) {
      all.forEach(ProcessHandle::destroyForcibly);
    }
  }

  /** Class paths fill a screen and say little. */
  private String commandLine() {
    StringBuilder line = new StringBuilder("$");
    for (String word : words) {
      line.append(' ');
      line.append(word.length() > LONGEST_WORD ? word.substring(0, LONGEST_WORD) + "…" : word);
    }
    return line.append('\n').toString();
  }
}
