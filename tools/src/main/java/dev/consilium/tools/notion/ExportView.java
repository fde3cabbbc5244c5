package dev.consilium.tools.notion;

import dev.consilium.memory.Database;
import dev.consilium.memory.exports.Export;
import dev.consilium.memory.exports.ExportPage;
import dev.consilium.memory.exports.ExportState;
import dev.consilium.memory.exports.PageKind;
import dev.consilium.schemas.json.Names;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** An export as callers get it: where it is, or why it is not there yet. */
record ExportView(
    String meetingId,
    String project,
    String decision,
    String state,
    @Nullable String pageId,
    @Nullable String url,
    @Nullable List<TaskPage> tasks,
    @Nullable Instant exportedAt,
    @Nullable Instant nextAttempt,
    @Nullable String error) {

  record TaskPage(String taskId, String pageId, String url) {
    static Optional<TaskPage> of(ExportPage page) {
      String id = page.pageId();
      String url = page.url();
      return id == null || url == null
          ? Optional.empty()
          : Optional.of(new TaskPage(page.key(), id, url));
    }
  }

  static ExportView of(Database database, Export export) {
    List<ExportPage> page =
        database.exports().pages(export.project(), PageKind.DECISION, List.of(export.meeting()));
    List<String> taskIds =
        database
            .decisions()
            .find(export.decision())
            .map(history -> history.decision().draft().tasks())
            .orElse(List.of());
    List<TaskPage> tasks =
        database.exports().pages(export.project(), PageKind.TASK, taskIds).stream()
            .flatMap(task -> TaskPage.of(task).stream())
            .toList();
    boolean waits = export.state() == ExportState.PENDING || export.state() == ExportState.RUNNING;
    return new ExportView(
        export.meeting(),
        export.project(),
        export.decision(),
        Names.of(export.state()),
        page.isEmpty() ? null : page.getFirst().pageId(),
        page.isEmpty() ? null : page.getFirst().url(),
        tasks.isEmpty() ? null : tasks,
        export.exportedAt(),
        waits ? export.dueAt() : null,
        export.state() == ExportState.DONE ? null : export.error());
  }

  String text() {
    StringBuilder text = new StringBuilder(project).append('/').append(meetingId);
    text.append(" (").append(decision).append("): ");
    text.append(state.equals("done") ? "in Notion" : state);
    if (url != null) {
      text.append("\n").append(url).append(" (").append(pageId).append(')');
    }
    if (tasks != null) {
      for (TaskPage task : tasks) {
        text.append("\n").append(task.taskId()).append(' ').append(task.url());
        text.append(" (").append(task.pageId()).append(')');
      }
    }
    if (nextAttempt != null) {
      text.append("\nIt stays queued and happens by itself, also when Notion is away now.");
    }
    if (error != null) {
      text.append("\nLast error: ").append(error);
    }
    return text.toString();
  }
}
