package dev.consilium.tools.sandbox;

import dev.consilium.memory.runs.RunStore;
import dev.consilium.tools.Content;
import dev.consilium.tools.sandbox.RunView.FileView;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A run in words and pictures. */
final class RunText {
  private static final long IMAGE = 1 << 20;
  private static final long ALL_IMAGES = 3 << 20;

  private RunText() {}

  /** The text first, then the pictures that fit, then links to what is left. */
  static List<Content> content(RunView view, RunStore runs) {
    List<Content> pictures = new ArrayList<>();
    List<Content> links = new ArrayList<>();
    long room = ALL_IMAGES;
    for (FileView file : view.files() == null ? List.<FileView>of() : view.files()) {
      if (MimeTypes.isImage(file.mimeType()) && file.bytes() <= Math.min(IMAGE, room)) {
        room -= file.bytes();
        runs.file(number(view.run()), file.path())
            .ifPresent(stored ->
                pictures.add(
                    new Content.Image(
                        Base64.getEncoder().encodeToString(stored.content()), file.mimeType())));
      } else if (file.text() == null) {
        links.add(new Content.Link(file.uri(), file.path(), null, file.mimeType()));
      }
    }
    List<Content> content = new ArrayList<>();
    content.add(new Content.Text(text(view)));
    content.addAll(pictures);
    content.addAll(links);
    return content;
  }

  static long number(String run) {
    return Long.parseLong(run.substring(1));
  }

  private static String text(RunView view) {
    StringBuilder text = new StringBuilder(view.status());
    if (view.exitCode() != null) {
      text.append(", exit code ").append(view.exitCode());
    }
    text.append(", ").append(view.durationMs()).append(" ms");
    if (view.cpuMs() != null && view.memoryBytes() != null) {
      text.append(" (CPU ").append(view.cpuMs()).append(" ms, memory ");
      text.append((view.memoryBytes() >> 20) + 1).append(" MB)");
    }
    text.append(", run ").append(view.run()).append('\n');
    if (view.error() != null) {
      text.append(view.error()).append('\n');
    }
    if (view.repeated() != null) {
      text.append("This is the answer of the first call with this idempotency_key.\n");
    }
    if (view.sessionNew() != null) {
      text.append("The session is new.\n");
    }
    if (view.stateLost() != null) {
      text.append("The variables of the session are lost.\n");
    }
    block(text, "stdout", view.stdout(), view.stdoutBytes());
    block(text, "stderr", view.stderr(), view.stderrBytes());
    if (view.files() != null) {
      view.files().forEach(file -> file(text, file));
    }
    if (view.skipped() != null) {
      view.skipped()
          .forEach(skipped ->
              text.append("not taken: ")
                  .append(skipped.path())
                  .append(" (")
                  .append(skipped.why())
                  .append(")\n"));
    }
    return text.toString().stripTrailing();
  }

  private static void block(StringBuilder text, String name, String printed, @Nullable Long all) {
    if (printed.isEmpty()) {
      return;
    }
    text.append("--- ").append(name);
    if (all != null) {
      text.append(" (").append(all).append(" bytes in all, cut)");
    }
    text.append('\n').append(printed);
    if (!printed.endsWith("\n")) {
      text.append('\n');
    }
  }

  private static void file(StringBuilder text, FileView file) {
    text.append("--- file ")
        .append(file.path())
        .append(" (")
        .append(file.bytes())
        .append(" bytes, ");
    text.append(file.mimeType()).append(") ").append(file.uri()).append('\n');
    if (file.text() != null) {
      text.append(file.text());
      if (!file.text().endsWith("\n")) {
        text.append('\n');
      }
    }
  }
}
