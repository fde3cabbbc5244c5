package dev.consilium.tools.notion;

import dev.consilium.memory.Database;
import dev.consilium.memory.Refused;
import dev.consilium.memory.exports.Export;
import dev.consilium.memory.exports.Meeting;
import dev.consilium.memory.exports.Outbox;
import dev.consilium.schemas.json.Field;
import dev.consilium.schemas.json.Names;
import dev.consilium.tools.Tool;
import dev.consilium.tools.ToolAnswer;
import dev.consilium.tools.ToolContext;
import dev.consilium.tools.ToolSet;
import dev.consilium.tools.ToolSpec;
import dev.consilium.tools.ToolSpec.Hints;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** How it stands with Notion, or with one export. */
final class NotionStatus implements Tool<NotionStatus.Args, NotionStatus.Result> {
  record Args(
      @Field(value = "Decision or council, for its export alone", max = Limits.NAME)
          @Nullable String id,
      @Field(value = "Instead of the id", max = Limits.NAME) @Nullable String meetingId,
      @Field(value = "Of the meeting", max = Limits.NAME) @Nullable String project) {}

  record Result(
      boolean configured,
      @Nullable Boolean ready,
      @Nullable String breaker,
      @Nullable List<String> problems,
      @Nullable List<String> leftOut,
      @Nullable Queue queue,
      @Nullable List<ExportView> exports) {}

  record Queue(int waiting, int running, int done, int failed, @Nullable Instant waitingSince) {}

  private static final int SHOWN = 5;

  private final Notion notion;

  NotionStatus(Notion notion) {
    this.notion = notion;
  }

  @Override
  public ToolSpec<Args, Result> spec() {
    return new ToolSpec<>(
        "notion_status",
        "Status of Notion",
        "Whether exports work, what waits, and what went wrong; or where one export is.",
        ToolSet.NOTION,
        new Hints(true, false, true, true),
        Args.class,
        null);
  }

  @Override
  public ToolAnswer<Result> call(Args args, ToolContext context) throws InterruptedException {
    Database database = notion.database();
    if (args.id() != null || args.meetingId() != null) {
      return one(Meetings.named(database, args.id(), args.project(), args.meetingId()));
    }
    Outbox outbox = database.exports().outbox();
    List<ExportView> troubled =
        database.exports().troubled(SHOWN).stream()
            .map(export -> ExportView.of(database, export))
            .toList();
    Queue queue =
        new Queue(
            outbox.waiting(), outbox.running(), outbox.done(), outbox.failed(), outbox.oldest());
    Optional<Notion.State> state = notion.examine();
    StringBuilder text = new StringBuilder();
    if (state.isEmpty()) {
      text.append(
          "Notion is not set up: set CONSILIUM_NOTION_TOKEN and CONSILIUM_NOTION_DECISIONS.");
    } else {
      tell(text, state.get());
    }
    text.append("\nExports: ").append(queue.waiting()).append(" waiting");
    text.append(queue.waitingSince() == null ? "" : " since " + queue.waitingSince()).append(", ");
    text.append(queue.running()).append(" running, ").append(queue.done()).append(" done, ");
    text.append(queue.failed()).append(" failed.");
    troubled.forEach(export -> text.append("\n\n").append(export.text()));
    return new ToolAnswer<>(text.toString(), result(state, queue, troubled));
  }

  private Result result(Optional<Notion.State> state, Queue queue, List<ExportView> troubled) {
    return new Result(
        state.isPresent(),
        state.map(told -> told.trouble().isEmpty()).orElse(null),
        state.map(_ -> Names.of(notion.api().breaker().state())).orElse(null),
        state.map(Notion.State::trouble).filter(all -> !all.isEmpty()).orElse(null),
        state.map(Notion.State::leftOut).filter(all -> !all.isEmpty()).orElse(null),
        queue,
        troubled.isEmpty() ? null : troubled);
  }

  private void tell(StringBuilder text, Notion.State state) {
    NotionConfig config = notion.config();
    text.append("Notion at ").append(config.url());
    if (!state.name().isEmpty()) {
      text.append(", integration ").append(state.name());
    }
    text.append(state.trouble().isEmpty() ? ": ready." : ": exports cannot be done.");
    state.trouble().forEach(line -> text.append("\n- ").append(line));
    if (!state.leftOut().isEmpty()) {
      text.append("\nThe data sources have no properties for, so these are left out: ");
      text.append(String.join(", ", state.leftOut())).append('.');
    }
    Breaker breaker = notion.api().breaker();
    text.append("\nCircuit breaker: ").append(Names.of(breaker.state()));
    if (breaker.state() == Breaker.State.OPEN) {
      text.append(", tried again in ").append(breaker.remaining().toSeconds() + 1).append(" s");
    }
    text.append('.');
  }

  private ToolAnswer<Result> one(Meeting meeting) {
    Export export =
        notion
            .database()
            .exports()
            .find(meeting.project(), meeting.key())
            .orElseThrow(() -> new Refused("id", "was never exported; notion_export does it."));
    ExportView view = ExportView.of(notion.database(), export);
    return new ToolAnswer<>(
        view.text(),
        new Result(notion.config().canWrite(), null, null, null, null, null, List.of(view)));
  }
}
