package dev.consilium.tools.sandbox;

import dev.consilium.memory.runs.RunFile;
import dev.consilium.memory.runs.RunStatus;
import dev.consilium.schemas.json.Json;
import dev.consilium.schemas.json.Names;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ObjectNode;

/**
 * What a caller is told of a run.
 *
 * @param stdoutBytes all that was printed, when that is more than is shown
 * @param cpuMs null when the container was gone before it could be asked
 * @param sessionNew the session began with this run
 * @param stateLost the variables of the session are gone
 */
record RunView(
    String run,
    String status,
    @Nullable Integer exitCode,
    String stdout,
    @Nullable Long stdoutBytes,
    String stderr,
    @Nullable Long stderrBytes,
    long durationMs,
    @Nullable Long cpuMs,
    @Nullable Long memoryBytes,
    @Nullable List<FileView> files,
    @Nullable List<Skipped> skipped,
    @Nullable Boolean sessionNew,
    @Nullable Boolean stateLost,
    @Nullable String error,
    @Nullable Boolean repeated) {
  private static final int TEXT = 16_384;
  private static final int ALL_TEXT = 49_152;

  /**
   * A file that the run left.
   *
   * @param text what is in it, if it is text and not long
   */
  record FileView(String path, String mimeType, long bytes, String uri, @Nullable String text) {}

  record Skipped(String path, String why) {}

  static String id(long number) {
    return "r" + number;
  }

  static RunView of(long id, Outcome outcome, List<RunFile> files, boolean freshSession) {
    return new RunView(
        id(id),
        Names.of(outcome.status()),
        outcome.exitCode(),
        outcome.stdout().text(),
        outcome.stdout().isCut() ? outcome.stdout().total() : null,
        outcome.stderr().text(),
        outcome.stderr().isCut() ? outcome.stderr().total() : null,
        outcome.duration().toMillis(),
        outcome.cpu() == null ? null : outcome.cpu().toMillis(),
        outcome.memory(),
        files.isEmpty() ? null : views(id, files),
        outcome.skipped().isEmpty()
            ? null
            : outcome.skipped().stream().map(s -> new Skipped(s.path(), s.why())).toList(),
        freshSession ? true : null,
        outcome.stateLost() ? true : null,
        null,
        null);
  }

  private static List<FileView> views(long id, List<RunFile> files) {
    List<FileView> views = new ArrayList<>();
    int room = ALL_TEXT;
    for (RunFile file : files) {
      int length = file.content().length;
      boolean shown = MimeTypes.isText(file.mimeType()) && length <= Math.min(TEXT, room);
      if (shown) {
        room -= length;
      }
      views.add(
          new FileView(
              file.path(),
              file.mimeType(),
              length,
              uri(id, file.path()),
              shown ? new String(file.content(), StandardCharsets.UTF_8) : null));
    }
    return views;
  }

  static String uri(long id, String path) {
    String encoded = URLEncoder.encode(path, StandardCharsets.UTF_8);
    return "run://" + id(id) + "/" + encoded.replace("%2F", "/").replace("+", "%20");
  }

  /** A run that the sandbox could not bring to an end. */
  static RunView failed(long id, String error) {
    return new RunView(
        id(id),
        Names.of(RunStatus.FAILED),
        null,
        "",
        null,
        "",
        null,
        0,
        null,
        null,
        null,
        null,
        null,
        null,
        error,
        null);
  }

  /** What was told before. */
  static RunView stored(long id, String json) {
    ObjectNode node = (ObjectNode) Json.RESULTS.readTree(json);
    return Json.RESULTS.treeToValue(node.put("run", id(id)).put("repeated", true), RunView.class);
  }
}
