package dev.consilium.tools.notion;

import dev.consilium.memory.Database;
import dev.consilium.memory.exports.Attempt;
import dev.consilium.memory.exports.Export;
import dev.consilium.memory.exports.ExportPage;
import dev.consilium.memory.exports.Meeting;
import dev.consilium.memory.exports.PageKind;
import dev.consilium.memory.tasks.Task;
import dev.consilium.tools.notion.Blocks.Block;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ObjectNode;

/**
 * Carries one export out: the page of the decision, the pages of its tasks, which point to it, and
 * then its body, which points to them. Each step is known by its page, so that the next attempt
 * goes on where this one ended.
 */
final class WriteMeeting {
  /** Until another attempt has let go of a page that both need. */
  private static final Duration SHARED = Duration.ofMillis(500);

  private final Database database;
  private final NotionConfig config;
  private final Tables tables;
  private final Attempt attempt;
  private final Pages pages;
  private final Bodies bodies;

  WriteMeeting(
      Database database, NotionConfig config, NotionApi api, Tables tables, Attempt attempt) {
    this.database = database;
    this.config = config;
    this.tables = tables;
    this.attempt = attempt;
    this.pages = new Pages(api, config.limits(), attempt);
    this.bodies = new Bodies(api, config.limits(), attempt);
  }

  void run() throws InterruptedException {
    Tables.Pair targets = tables.get();
    Export export = attempt.export();
    Meeting meeting =
        database
            .exports()
            .meetingOf(export.decision())
            .filter(one -> one.key().equals(export.meeting()))
            .orElseGet(
                () -> new Meeting(export.project(), export.meeting(), export.decision(), null));
    MeetingContent content = MeetingContent.read(database, meeting);
    String hash = content.hash(config);
    Table taskTable = targets.tasks();
    List<String> taskIds = taskTable == null ? List.of() : content.taskIds();
    Optional<List<ExportPage>> decision = attempt.take(PageKind.DECISION, List.of(meeting.key()));
    Optional<List<ExportPage>> tasks = attempt.take(PageKind.TASK, taskIds);
    if (decision.isEmpty() || tasks.isEmpty()) {
      attempt.later(SHARED, null);
      return;
    }
    ExportPage page = decision.get().getFirst();
    Duration wait = unsettled(page, tasks.get());
    if (wait.isPositive()) {
      attempt.later(wait, null);
      return;
    }
    ObjectNode properties = targets.decisions().properties(content.properties());
    if (taskTable == null || taskIds.isEmpty()) {
      List<Block> body = content.body(List.of());
      ExportPage _ = bring(targets.decisions(), page, properties, body, hash(properties, body));
    } else if (!withTasks(targets.decisions(), taskTable, page, properties, content, tasks.get())) {
      attempt.later(Duration.ZERO, null);
      return;
    }

    attempt.done(hash);
  }

  /** How long something that was sent before may still be on its way. */
  private Duration unsettled(ExportPage page, List<ExportPage> tasks) {
    Duration longest = unsettled(page);
    for (ExportPage task : tasks) {
      Duration wait = unsettled(task);
      longest = wait.compareTo(longest) > 0 ? wait : longest;
    }
    return longest;
  }

  private Duration unsettled(ExportPage page) {
    return page.sentAt() == null
        ? Duration.ZERO
        : attempt
            .pages()
            .sinceSent(page)
            .map(config.limits().settle()::minus)
            .orElse(Duration.ZERO);
  }

  /** Whether all is done; false if the page had gone meanwhile, to which the tasks point. */
  private boolean withTasks(
      Table decisions,
      Table taskTable,
      ExportPage page,
      ObjectNode properties,
      MeetingContent content,
      List<ExportPage> taskPages)
      throws InterruptedException {
    // Its tasks need its address, its body needs theirs.
    boolean written = isKnown(decisions, page) && page.contentHash() != null;
    ExportPage known = written ? page : bring(decisions, page, properties, null, "");

    Value.Link link =
        content.link(Objects.requireNonNull(known.pageId()), Objects.requireNonNull(known.url()));
    List<String> unknown =
        taskPages.stream().filter(task -> !isKnown(taskTable, task)).map(ExportPage::key).toList();
    Map<String, List<Page>> found = pages.find(taskTable, content.meeting().project(), unknown);
    List<String> urls = new ArrayList<>();
    for (int i = 0; i < taskPages.size(); i++) {
      Task task = content.tasks().get(i);
      ObjectNode values = taskTable.properties(content.properties(task, link));
      List<Block> body = MeetingContent.body(task);
      ExportPage taskPage = taskPages.get(i);
      String hash = hash(values, body);
      ExportPage there =
          unknown.contains(taskPage.key())
              ? pages.bring(
                  taskTable,
                  taskPage,
                  values,
                  body,
                  hash,
                  found.getOrDefault(taskPage.key(), List.of()))
              : bring(taskTable, taskPage, values, body, hash);
      urls.add(Objects.requireNonNull(there.url()));
    }
    List<Block> body = content.body(urls);
    String hash = hash(properties, body);
    if (!written) {
      bodies.write(known, body, hash);
      return true;
    }
    ExportPage last = bring(decisions, known, properties, body, hash);
    return Objects.equals(last.pageId(), known.pageId());
  }

  private ExportPage forgotten(ExportPage page) {
    if (page.pageId() != null) {
      attempt.pages().gone(page);
      return attempt.pages().get(page.id());
    }
    return page;
  }

  private ExportPage bring(
      Table table, ExportPage page, ObjectNode properties, @Nullable List<Block> body, String hash)
      throws InterruptedException {
    if (!isKnown(table, page)) {
      return pages.bring(table, forgotten(page), properties, body, hash, ask(table, page));
    }
    try {
      return pages.bring(table, page, properties, body, hash, null);
    } catch (NotionException e) {
      if (!pages.isGone(e, page.pageId())) {
        throw e;
      }
      return pages.bring(table, forgotten(page), properties, body, hash, ask(table, page));
    }
  }

  private List<Page> ask(Table table, ExportPage page) throws InterruptedException {
    return pages
        .find(table, page.project(), List.of(page.key()))
        .getOrDefault(page.key(), List.of());
  }

  private static boolean isKnown(Table table, ExportPage page) {
    return page.pageId() != null && table.id().equals(page.dataSource());
  }

  private static String hash(ObjectNode properties, @Nullable List<Block> body) {
    StringBuilder all = new StringBuilder(properties.toString());
    if (body != null) {
      body.forEach(block -> all.append(Batches.whole(block)));
    }
    return Hash.of(all.toString());
  }
}
