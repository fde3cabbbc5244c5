package dev.consilium.tools.decisions;

import dev.consilium.memory.decisions.Alternative;
import dev.consilium.memory.decisions.Decision;
import dev.consilium.memory.decisions.Draft;
import dev.consilium.memory.decisions.Link;
import dev.consilium.memory.decisions.Recorded;
import dev.consilium.memory.decisions.Recorded.Warning;
import dev.consilium.memory.decisions.Risk;
import dev.consilium.schemas.json.Names;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A decision as callers get it; what is empty is left out. */
record DecisionView(
    String id,
    String project,
    String status,
    String title,
    @Nullable String question,
    @Nullable String context,
    @Nullable List<Alternative> alternatives,
    @Nullable String choice,
    @Nullable String rationale,
    @Nullable String consequences,
    @Nullable List<RiskView> risks,
    @Nullable List<String> participants,
    @Nullable List<String> files,
    @Nullable List<String> tags,
    @Nullable List<String> tasks,
    @Nullable List<String> memories,
    @Nullable String meetingId,
    @Nullable List<LinkView> links,
    @Nullable String agent,
    Instant createdAt,
    @Nullable Instant decidedAt,
    @Nullable List<String> missing,
    @Nullable List<Warning> warnings) {

  record RiskView(
      String description,
      @Nullable String likelihood,
      @Nullable String impact,
      @Nullable String cost,
      @Nullable String mitigation) {
    static RiskView of(Risk risk) {
      return new RiskView(
          risk.description(),
          risk.likelihood() == null ? null : Names.of(risk.likelihood()),
          risk.impact() == null ? null : Names.of(risk.impact()),
          risk.cost(),
          risk.mitigation());
    }
  }

  /** {@code kind} is {@code superseded_by} when the other decision says it. */
  record LinkView(String kind, String decision) {
    static LinkView of(Link link) {
      return new LinkView(DecisionText.kind(link), link.decision());
    }
  }

  static DecisionView of(Decision decision) {
    return of(decision, new Recorded(decision, List.of(), List.of()));
  }

  static DecisionView of(Decision decision, Recorded recorded) {
    Draft draft = decision.draft();
    return new DecisionView(
        decision.id(),
        decision.project(),
        Names.of(decision.status()),
        draft.title(),
        some(draft.question()),
        some(draft.context()),
        some(draft.alternatives()),
        some(draft.choice()),
        some(draft.rationale()),
        some(draft.consequences()),
        some(draft.risks().stream().map(RiskView::of).toList()),
        some(draft.participants()),
        some(draft.files()),
        some(draft.tags()),
        some(draft.tasks()),
        some(draft.memories()),
        draft.meetingId(),
        some(decision.links().stream().map(LinkView::of).toList()),
        decision.agent(),
        decision.createdAt(),
        decision.decidedAt(),
        some(recorded.missing()),
        some(recorded.warnings()));
  }

  private static @Nullable String some(String text) {
    return text.isEmpty() ? null : text;
  }

  private static <T, C extends Collection<T>> @Nullable C some(C values) {
    return values.isEmpty() ? null : values;
  }
}
