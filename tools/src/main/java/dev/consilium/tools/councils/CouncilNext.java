package dev.consilium.tools.councils;

import dev.consilium.memory.Database;
import dev.consilium.memory.Refused;
import dev.consilium.memory.councils.Council;
import dev.consilium.memory.councils.CouncilEvent;
import dev.consilium.memory.councils.Participant;
import dev.consilium.memory.memories.MemoryFilter;
import dev.consilium.memory.memories.MemoryHit;
import dev.consilium.schemas.json.Field;
import dev.consilium.tools.Tool;
import dev.consilium.tools.ToolAnswer;
import dev.consilium.tools.ToolContext;
import dev.consilium.tools.ToolSet;
import dev.consilium.tools.ToolSpec;
import dev.consilium.tools.ToolSpec.Hints;
import dev.consilium.tools.memories.MemoryText;
import dev.consilium.tools.memories.Tokens;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Objects;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Who speaks, what is expected, and what there is to know for it. */
final class CouncilNext implements Tool<CouncilNext.Args, CouncilNext.Result> {
  record Args(
      @Field(value = "Left out: the open ones of the project", max = Limits.NAME)
          @Nullable String council,
      @Field(max = Limits.NAME) @Nullable String project,
      @Field(value = "Default: the speaker", max = Limits.NAME) @Nullable String participant,
      @Field(value = "Default 4000", min = 200, max = Limits.MAX_TOKENS)
          @Nullable Integer maxTokens) {}

  record Result(
      List<CouncilView> councils, @Nullable String participant, @Nullable String expected) {}

  private static final int DEFAULT_TOKENS = 4_000;

  /** Of the budget; what was said has the rest. */
  private static final double FOR_MEMORIES = 0.4;

  private static final int MEMORIES = 8;

  private final Database database;

  CouncilNext(Database database) {
    this.database = database;
  }

  @Override
  public ToolSpec<Args, Result> spec() {
    return new ToolSpec<>(
        "council_next",
        "Next in a council",
        "Who speaks now and next, what is expected of them, what was said, and what is known of the"
            + " topic.",
        ToolSet.COUNCILS,
        Hints.READ,
        Args.class,
        null);
  }

  @Override
  public ToolAnswer<Result> call(Args args, ToolContext context) {
    if (args.council() == null) {
      return open(args);
    }
    Council council = database.councils().state(args.council());
    Participant participant = participant(council, args.participant());
    int budget = Objects.requireNonNullElse(args.maxTokens(), DEFAULT_TOKENS);
    String expected = CouncilText.expected(council, participant);
    StringBuilder text = new StringBuilder(CouncilText.line(council)).append('\n');
    text.append(participant.name()).append(": ").append(expected).append('\n');
    if (!council.agenda().isEmpty()) {
      text.append("Agenda: ").append(String.join("; ", council.agenda())).append('\n');
    }
    String known = known(council, (int) (budget * FOR_MEMORIES));
    text.append(known);
    text.append(said(council, budget - Tokens.of(known)));
    return new ToolAnswer<>(
        text.toString().strip(),
        new Result(List.of(CouncilView.of(council)), participant.name(), expected));
  }

  private ToolAnswer<Result> open(Args args) {
    if (args.project() == null) {
      throw new Refused("council", "name a council, or the project whose councils you want.");
    }
    List<Council> open = database.councils().open(args.project());
    String text = open.stream().map(CouncilText::line).collect(Collectors.joining("\n"));
    return new ToolAnswer<>(
        text.isEmpty() ? "No council is open." : text,
        new Result(open.stream().map(CouncilView::of).toList(), null, null));
  }

  private static Participant participant(Council council, @Nullable String name) {
    String wanted = name == null ? council.speaker() : name;
    return council.participants().stream()
        .filter(one -> one.name().equals(wanted))
        .findFirst()
        .orElseThrow(() ->
            new Refused(
                "participant",
                "there is no \""
                    + wanted
                    + "\" in this council; it has "
                    + council.participants().stream()
                        .map(Participant::name)
                        .collect(Collectors.joining(", "))
                    + "."));
  }

  private String known(Council council, int budget) {
    List<MemoryHit> hits =
        database
            .memories()
            .search(council.topic(), MemoryFilter.ofProject(council.project()), null, MEMORIES)
            .hits();
    List<String> shown = new ArrayList<>();
    int used = 0;
    for (MemoryHit hit : hits) {
      String quoted = MemoryText.hit(hit);
      used += Tokens.of(quoted);
      if (used > budget) {
        break;
      }
      shown.add(quoted);
    }
    return shown.isEmpty() ? "" : MemoryText.DATA + "\n" + String.join("\n", shown) + "\n";
  }

  /** The latest that fits. */
  private String said(Council council, int budget) {
    List<CouncilEvent> events = database.councils().events(council.id(), 0, Limits.EVENTS);
    Deque<String> shown = new ArrayDeque<>();
    int used = 0;
    for (CouncilEvent event : events.reversed()) {
      if (event.type() == CouncilEvent.Type.CHAT_MESSAGE
          || event.type() == CouncilEvent.Type.ARTIFACT) {
        String entry = CouncilText.entry(event);
        used += Tokens.of(entry);
        if (used > budget && !shown.isEmpty()) {
          shown.addFirst("… (all of it: council://" + council.id() + ")");
          break;
        }
        shown.addFirst(entry);
      }
    }
    return shown.isEmpty() ? "Nobody has spoken yet." : "Said:\n" + String.join("\n", shown);
  }
}
