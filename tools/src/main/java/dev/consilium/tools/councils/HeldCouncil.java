package dev.consilium.tools.councils;

import dev.consilium.memory.Database;
import dev.consilium.memory.Refused;
import dev.consilium.memory.Write;
import dev.consilium.memory.councils.Control;
import dev.consilium.memory.councils.Council;
import dev.consilium.memory.councils.CouncilEvent;
import dev.consilium.memory.councils.CouncilStatus;
import dev.consilium.memory.councils.Participant;
import dev.consilium.memory.councils.Role;
import dev.consilium.memory.councils.Said;
import dev.consilium.memory.councils.SpeakerPolicy;
import dev.consilium.schemas.json.Json;
import dev.consilium.schemas.json.Names;
import dev.consilium.tools.ToolContext;
import dev.consilium.tools.councils.CouncilConclude.Args;
import dev.consilium.tools.models.LanguageModel;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Holds a council with a language model, step by step. All that a step leaves is in the database,
 * so that any process may take the next one.
 *
 * <pre>
 *   speak ──► speak ──► … ──► conclude     after the last round, or when the moderator says so
 *     │                          │
 *     └── wait for an agent      └── pause, when the conclusion is refused
 * </pre>
 */
final class HeldCouncil {
  /** Who has the seats that models take. */
  static final String HOST = "consilium";

  private static final int CONTEXT_TOKENS = 6_000;

  private static final String MANNERS =
      "Say only what you say yourself, in the language of the topic, in at most 200 words, without"
          + " a greeting. Be concrete: name figures, files, people and dates.";

  private static final Pattern NEXT = Pattern.compile("(?im)^\\W*NEXT:\\s*(.+?)\\W*$");

  /** The last line of a moderator for whom everything is said. */
  private static final Pattern CONCLUDE = Pattern.compile("(?m)^\\W*CONCLUDE\\W*\\z");

  /** What may be used, by all models together. */
  record Budget(int tokens, BigDecimal cost) {}

  /** What a step came to. */
  sealed interface Step {}

  /** Somebody spoke, and it goes on. */
  record Spoke(String participant) implements Step {}

  /** An agent has the floor until then. */
  record Waits(String participant, Instant until) implements Step {}

  /** It goes on no more, at least not by itself. */
  record Over(Council council) implements Step {}

  private final Database database;
  private final LanguageModel model;
  private final Budget budget;
  private final int answerTokens;
  private final Conclusion conclusion;
  private final Proposals proposals;

  HeldCouncil(Database database, LanguageModel model, Budget budget, int answerTokens) {
    this.database = database;
    this.model = model;
    this.budget = budget;
    this.answerTokens = answerTokens;
    this.conclusion = new Conclusion(database, Optional.of(model));
    this.proposals = new Proposals(database, model);
  }

  /** Takes the next step. What the context is asked for is the same when a step is tried again. */
  Step next(String id, ToolContext context) throws InterruptedException {
    Council council = database.councils().state(id);
    if (council.status() != CouncilStatus.RUNNING) {
      return new Over(council);
    }
    Optional<String> spent = spent(council);
    if (spent.isPresent()) {
      return pause(council, spent.get());
    }
    List<CouncilEvent> events = database.councils().events(id, 0, Limits.EVENTS);
    if (council.isOverdue() || isSettled(council, events)) {
      return conclude(council, context);
    }
    Participant speaker = participant(council, council.speaker());
    if (speaker.agent() != null && !speaker.agent().equals(HOST)) {
      return new Waits(speaker.name(), council.speakerSince().plus(council.timebox()));
    }
    return speak(council, speaker, lastOf(events));
  }

  private Optional<String> spent(Council council) {
    if (council.hosting().tokens() >= budget.tokens()) {
      return Optional.of(
          "The models have used %d tokens of %d; council_run with a higher max_tokens goes on."
              .formatted(council.hosting().tokens(), budget.tokens()));
    }
    if (budget.cost().signum() > 0 && council.hosting().cost().compareTo(budget.cost()) >= 0) {
      return Optional.of(
          "The models have cost %s of %s (cost of llm_limits)."
              .formatted(
                  council.hosting().cost().stripTrailingZeros().toPlainString(), budget.cost()));
    }
    return Optional.empty();
  }

  private Step pause(Council council, String reason) {
    return new Over(
        database
            .councils()
            .control(new Write("", null), council.id(), Control.PAUSE, HOST, reason));
  }

  /** Whether the moderator says that everything is said, after somebody else said something. */
  private static boolean isSettled(Council council, List<CouncilEvent> events) {
    List<CouncilEvent> said =
        events.stream().filter(event -> event.type() == CouncilEvent.Type.CHAT_MESSAGE).toList();
    return !said.isEmpty()
        && said.stream().anyMatch(event -> role(council, event) == Role.EXPERT)
        && role(council, said.getLast()) == Role.MODERATOR
        && CONCLUDE.matcher(text(said.getLast())).find();
  }

  private static @Nullable Role role(Council council, CouncilEvent event) {
    return council.participants().stream()
        .filter(one -> one.name().equals(event.participant()))
        .map(Participant::role)
        .findFirst()
        .orElse(null);
  }

  private static String text(CouncilEvent event) {
    return Json.MAPPER.readTree(event.dataJson()).path("text").asString("").strip();
  }

  /** The last entry that any step leaves; what was looked up and asked for belongs to the step. */
  private static long lastOf(List<CouncilEvent> events) {
    return events.stream()
        .filter(event -> event.type() != CouncilEvent.Type.TOOL_CALL)
        .mapToLong(CouncilEvent::seq)
        .max()
        .orElse(0);
  }

  private Step speak(Council council, Participant speaker, long after) throws InterruptedException {
    CouncilContext known = CouncilContext.of(database, council, CONTEXT_TOKENS);
    String key = "turn-" + after;
    String answer =
        new Questions(database, council, speaker.name(), model)
            .text(key, instructions(council, speaker), question(council, known), answerTokens);
    if (known.memories() > 0) {
      database
          .hostedCouncils()
          .lookedUp(
              council.id(), speaker.name(), "memory_search", council.topic(), known.memories());
    }
    Optional<String> next =
        speaker.role() == Role.MODERATOR && council.policy() == SpeakerPolicy.MODERATOR
            ? named(council, speaker, answer)
            : Optional.empty();
    String text = next.isPresent() ? NEXT.matcher(answer).replaceAll("").strip() : answer;
    try {
      var _ =
          database
              .councils()
              .say(
                  // Of the turn: whoever else holds this council has said it, or says it too late.
                  new Write(HOST, council.id() + " " + key),
                  new Said(
                      council.id(),
                      speaker.name(),
                      HOST,
                      text.isEmpty() ? "…" : cut(text),
                      next.orElse(null),
                      null,
                      null));
    } catch (Refused e) {
      // The floor has passed on, or it was paused: the next step sees what is.
      if (database.councils().state(council.id()).speaker().equals(speaker.name())
          && isRunning(council.id())) {
        throw e;
      }
    }
    return new Spoke(speaker.name());
  }

  private boolean isRunning(String id) {
    return database.councils().state(id).status() == CouncilStatus.RUNNING;
  }

  private static String cut(String text) {
    return text.substring(0, Math.min(text.length(), Limits.TEXT));
  }

  private static Optional<String> named(Council council, Participant moderator, String answer) {
    Matcher next = NEXT.matcher(answer);
    return next.find()
        ? council.participants().stream()
            .map(Participant::name)
            .filter(name -> !name.equals(moderator.name()))
            .filter(name -> name.equalsIgnoreCase(next.group(1)))
            .findFirst()
        : Optional.empty();
  }

  private String instructions(Council council, Participant speaker) {
    StringBuilder text = new StringBuilder();
    text.append("You are ").append(speaker.name()).append(", ").append(Names.of(speaker.role()));
    text.append(" of a council on: ").append(council.topic()).append('\n');
    text.append("With you are ");
    council.participants().stream()
        .filter(one -> !one.name().equals(speaker.name()))
        .forEach(
            one -> text.append(one.name()).append(" (").append(Names.of(one.role())).append(") "));
    text.append(".\n").append(CouncilText.expected(council, speaker)).append('\n');
    text.append(CouncilText.wanted(database.decisions().policy(council.project())));
    text.append(MANNERS);
    if (speaker.role() == Role.MODERATOR) {
      if (council.policy() == SpeakerPolicy.MODERATOR) {
        text.append("\nEnd with a line NEXT: and the name of who shall speak next.");
      }
      text.append(
          "\nWhen there is an agreement and nothing new is coming, end with the line CONCLUDE");
      text.append(" instead.");
    }
    return text.toString();
  }

  private static String question(Council council, CouncilContext known) {
    return "Round %d of %d.%n%s%n%nNow it is your turn."
        .formatted(council.round(), council.rounds(), known.text());
  }

  private Step conclude(Council council, ToolContext context) throws InterruptedException {
    String kept = database.hostedCouncils().draft(council.id());
    if (kept == null) {
      Optional<Proposal> proposal = proposals.best(council);
      if (proposal.isEmpty()) {
        return pause(
            council,
            "The model does not manage to write down a conclusion; council_conclude does, or"
                + " council_control with resume tries again.");
      }
      kept =
          database
              .hostedCouncils()
              .keepDraft(
                  council.id(), Json.MAPPER.writeValueAsString(proposal.get().args(council, HOST)));
    }
    try {
      var _ = conclusion.of(council, Json.MAPPER.readValue(kept, Args.class), context);
    } catch (Refused e) {
      return pause(council, "The conclusion was refused: " + e.field() + ": " + e.getMessage());
    }
    return new Over(database.councils().state(council.id()));
  }

  private static Participant participant(Council council, String name) {
    return council.participants().stream()
        .filter(one -> one.name().equals(name))
        .findFirst()
        .orElseThrow();
  }
}
