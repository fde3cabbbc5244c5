import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** The log file of a step, and what can be said of the step while it runs. Thread-safe. */
final class StepLog {
  private final Path file;
  private volatile String progress = "";

  StepLog(Path file) {
    this.file = file;
  }

  Path file() {
    return file;
  }

  /** A few words: how many tests so far, which module is compiled. */
  void progress(String words) {
    progress = words;
  }

  String progress() {
    return progress;
  }

  static List<String> lastLines(Path file, int count) {
    try {
      List<String> lines =
          new String(Files.readAllBytes(file), StandardCharsets.UTF_8)
              .lines()
              .filter(line -> !line.isBlank())
              .toList();
      return lines.subList(Math.max(0, lines.size() - count), lines.size());
    } catch (IOException e) {
      return List.of("(no log: " + e.getMessage() + ")");
    }
  }
}
