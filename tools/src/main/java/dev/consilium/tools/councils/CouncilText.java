package dev.consilium.tools.councils;

import dev.consilium.memory.councils.Council;
import dev.consilium.memory.councils.CouncilEvent;
import dev.consilium.memory.councils.CouncilStatus;
import dev.consilium.memory.councils.Participant;
import dev.consilium.memory.councils.Role;
import dev.consilium.memory.decisions.DecisionPolicy;
import dev.consilium.schemas.json.Json;
import dev.consilium.schemas.json.Names;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import tools.jackson.databind.JsonNode;

/** Councils in words. */
public final class CouncilText {
  private CouncilText() {}

  static String line(Council council) {
    StringBuilder text = new StringBuilder(council.id()).append(' ');
    text.append(Names.of(council.status())).append(": ").append(council.topic());
    if (council.status().isOpen()) {
      text.append(topicEnd(council))
          .append("Round ")
          .append(council.round())
          .append(" of ")
          .append(council.rounds());
      text.append(", speaking: ").append(council.speaker());
      if (council.then() != null) {
        text.append(", then ").append(council.then());
      }
    }
    if (council.decision() != null) {
      text.append(" → ").append(council.decision());
    }
    return text.toString();
  }

  private static String topicEnd(Council council) {
    return council.topic().matches("(?s).*[.!?…]\\s*") ? " " : ". ";
  }

  /** What is expected of a participant now. */
  static String expected(Council council, Participant participant) {
    if (council.status() != CouncilStatus.RUNNING) {
      return "Nothing: the council is " + Names.of(council.status()) + ".";
    }
    boolean turn = participant.name().equals(council.speaker());
    List<String> expected = new ArrayList<>();
    switch (participant.role()) {
      case MODERATOR ->
          expected.add(
              turn
                  ? "Lead: sum up where it stands, and give the floor (next) to who can move it."
                  : "Listen; step in when it goes astray.");
      case EXPERT ->
          expected.add(
              turn
                  ? "Say what you think and why; answer those before you."
                  : "Wait for your turn.");
      case SCRIBE ->
          expected.add("Note alternatives, reasons and risks; conclude with council_conclude.");
      case INTEGRATOR -> expected.add("Note what has to be done, by whom and until when.");
    }
    if (turn || participant.role() == Role.MODERATOR) {
      if (council.requests().contains("alternative")) {
        expected.add("Asked for: another alternative.");
      }
      if (council.requests().contains("risks")) {
        expected.add("Asked for: the risks, with what they would cost.");
      }
    }
    if (council.isOverdue()) {
      expected.add(
          "The rounds are over: conclude now, or without consensus (council_conclude,"
              + " consensus=false), which escalates.");
    }
    if (!participant.brief().isEmpty()) {
      expected.add("You look at: " + participant.brief());
    }
    return String.join(" ", expected);
  }

  /** One entry of the protocol. */
  public static String entry(CouncilEvent event) {
    JsonNode data = Json.MAPPER.readTree(event.dataJson());
    return switch (event.type()) {
      case CHAT_MESSAGE ->
          "%s (%s, round %d): %s"
              .formatted(
                  event.participant(),
                  data.path("role").asString(""),
                  event.round(),
                  data.path("text").asString(""));
      case ARTIFACT ->
          "%s made \"%s\":%n%s"
              .formatted(
                  event.participant(),
                  data.path("title").asString(""),
                  data.path("text").asString(""));
      case TOOL_CALL -> event.participant() + " used " + data;
      case PARTICIPANT_UPDATED -> event.participant() + ": " + data;
      case RUN_STATUS -> "— " + data;
    };
  }

  /** What the project asks of a decision, as far as a council can give it; a line, or nothing. */
  static String wanted(DecisionPolicy policy) {
    List<String> wanted = new ArrayList<>();
    if (policy.minAlternatives() > 1) {
      wanted.add("at least %d alternatives".formatted(policy.minAlternatives()));
    }
    if (policy.rationale()) {
      wanted.add("the rationale of the choice");
    }
    if (policy.risks() > 0 || policy.riskCost()) {
      wanted.add(
          "at least %d of its risks%s"
              .formatted(
                  Math.max(1, policy.risks()),
                  policy.riskCost() ? ", each with what it would cost" : ""));
    }
    return wanted.isEmpty()
        ? ""
        : "The project wants of the decision: " + String.join("; ", wanted) + ".\n";
  }

  /** What was said and made, without the rest. */
  static String said(List<CouncilEvent> events) {
    return events.stream()
        .filter(event ->
            event.type() == CouncilEvent.Type.CHAT_MESSAGE
                || event.type() == CouncilEvent.Type.ARTIFACT)
        .map(CouncilText::entry)
        .collect(Collectors.joining("\n"));
  }

  /** The whole protocol, as Markdown. */
  static String protocol(Council council, List<CouncilEvent> events) {
    StringBuilder text = new StringBuilder("# ").append(council.topic()).append("\n\n");
    text.append("Council ").append(council.id()).append(" of ").append(council.project());
    text.append(", meeting ").append(council.meetingId()).append(", ");
    text.append(Names.of(council.status()));
    if (council.decision() != null) {
      text.append(", decision ").append(council.decision());
    }
    text.append("\n\n");
    if (!council.agenda().isEmpty()) {
      text.append("## Agenda\n\n");
      council.agenda().forEach(item -> text.append("- ").append(item).append('\n'));
      text.append('\n');
    }
    text.append("## Participants\n\n");
    for (Participant one : council.participants()) {
      text.append("- ").append(one.name()).append(", ").append(Names.of(one.role()));
      if (one.agent() != null) {
        text.append(" (").append(one.agent()).append(')');
      }
      text.append('\n');
    }
    text.append("\n## Protocol\n\n");
    for (CouncilEvent event : events) {
      text.append(event.seq()).append(". ").append(event.at()).append(' ');
      text.append(entry(event).replace("\n", "\n   ")).append('\n');
    }
    return text.toString();
  }
}
