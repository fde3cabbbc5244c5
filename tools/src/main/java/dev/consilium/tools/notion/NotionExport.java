package dev.consilium.tools.notion;

import dev.consilium.memory.exports.Export;
import dev.consilium.memory.exports.ExportState;
import dev.consilium.memory.exports.Meeting;
import dev.consilium.schemas.json.Field;
import dev.consilium.tools.Tool;
import dev.consilium.tools.ToolAnswer;
import dev.consilium.tools.ToolContext;
import dev.consilium.tools.ToolFailure;
import dev.consilium.tools.ToolSet;
import dev.consilium.tools.ToolSpec;
import dev.consilium.tools.ToolSpec.Hints;
import java.time.Duration;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Asks for a decision to be in Notion, and waits a while for it. */
final class NotionExport implements Tool<NotionExport.Args, ExportView> {
  record Args(
      @Field(value = "Decision or council, such as d17 or c5", max = Limits.NAME)
          @Nullable String id,
      @Field(value = "Instead of the id", max = Limits.NAME) @Nullable String meetingId,
      @Field(value = "Of the meeting", max = Limits.NAME) @Nullable String project,
      @Field("Write all pages again, even if nothing changed") @Nullable Boolean again,
      @Field(value = "Default 20", min = 0, max = Limits.WAIT) @Nullable Integer waitS) {}

  private static final int DEFAULT_WAIT = 20;

  /** How long what another process did may stay unseen. */
  private static final Duration LOOK = Duration.ofMillis(500);

  private final Notion notion;

  NotionExport(Notion notion) {
    this.notion = notion;
  }

  @Override
  public ToolSpec<Args, ExportView> spec() {
    return new ToolSpec<>(
        "notion_export",
        "Export to Notion",
        "Bring a decision, its tasks and the protocol of its council to Notion, or up to date"
            + " there. Returns links; queued while Notion is away.",
        ToolSet.NOTION,
        new Hints(false, false, true, true),
        Args.class,
        null);
  }

  @Override
  public ToolAnswer<ExportView> call(Args args, ToolContext context) throws InterruptedException {
    Exporter exporter = notion.exporter();
    Meeting meeting =
        Meetings.named(notion.database(), args.id(), args.project(), args.meetingId());
    checkFit();
    MeetingContent content = MeetingContent.read(notion.database(), meeting);
    Export export =
        notion
            .database()
            .exports()
            .request(
                meeting,
                content.taskIds(),
                content.hash(notion.config()),
                Boolean.TRUE.equals(args.again()));
    exporter.wake();
    Duration wait = Duration.ofSeconds(Objects.requireNonNullElse(args.waitS(), DEFAULT_WAIT));
    Export last = await(exporter, export, wait, context);
    ExportView view = ExportView.of(notion.database(), last);
    if (last.state() == ExportState.FAILED) {
      throw new ToolFailure(view.text() + "\nMend what it names, then call notion_export again.");
    }
    return new ToolAnswer<>(view.text(), view);
  }

  /** What somebody has to mend first is told before anything is queued. */
  private void checkFit() throws InterruptedException {
    try {
      var _ = notion.tables().get();
    } catch (NotionException e) {
      if (e.isConfiguration()) {
        throw new ToolFailure(e.getMessage() + " Nothing was queued.");
      }
      // Notion is away: that is what the outbox is for.
    }
  }

  private Export await(Exporter exporter, Export export, Duration wait, ToolContext context)
      throws InterruptedException {
    long end = System.nanoTime() + wait.toNanos();
    Export last = export;
    while (true) {
      long seen = exporter.ended();
      last = notion.database().exports().get(export.id());
      Duration left = Duration.ofNanos(end - System.nanoTime());
      if (last.state() == ExportState.DONE
          || last.state() == ExportState.FAILED
          || !left.isPositive()
          || notion.api().breaker().state() == Breaker.State.OPEN) {
        return last;
      }
      context.cancellation().check();
      exporter.awaitMore(seen, left.compareTo(LOOK) < 0 ? left : LOOK);
    }
  }
}
