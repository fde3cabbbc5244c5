package dev.consilium.server.api;

import dev.consilium.memory.Cursors;
import dev.consilium.memory.decisions.Alternative;
import dev.consilium.memory.decisions.Decision;
import dev.consilium.memory.decisions.DecisionEvent;
import dev.consilium.memory.decisions.DecisionFilter;
import dev.consilium.memory.decisions.DecisionPage;
import dev.consilium.memory.decisions.DecisionStatus;
import dev.consilium.memory.decisions.DecisionStore;
import dev.consilium.memory.decisions.Draft;
import dev.consilium.memory.decisions.Link;
import dev.consilium.memory.decisions.LinkKind;
import dev.consilium.memory.decisions.Risk;
import dev.consilium.schemas.json.Field;
import dev.consilium.schemas.json.Names;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The decision log. */
final class DecisionsResource {
  private static final String TAG = "decisions";

  record Search(
      @Field(value = "Words, the best first; without them the latest", max = Limits.QUERY)
          @Nullable String q,
      @Field(max = Limits.NAME) @Nullable String project,
      @Nullable List<DecisionStatus> status,
      @Field("All of them") @Nullable List<String> tag,
      @Field(max = Limits.NAME) @Nullable String participant,
      @Field(max = Limits.NAME) @Nullable String meetingId,
      @Field(value = "Default 100", min = 1, max = Limits.PAGE) @Nullable Integer limit,
      @Field(min = 0, max = 1_000) @Nullable Integer offset,
      @Nullable String cursor) {}

  record Identified(@Field("Such as d5") String id) {}

  record DecisionView(
      String id,
      String project,
      String status,
      String title,
      String question,
      String context,
      List<Alternative> alternatives,
      String choice,
      String rationale,
      String consequences,
      List<RiskView> risks,
      List<String> participants,
      List<String> files,
      List<String> tags,
      List<String> tasks,
      List<String> memories,
      @Nullable String meetingId,
      List<LinkView> links,
      @Nullable String agent,
      Instant createdAt,
      Instant updatedAt,
      @Nullable Instant decidedAt) {
    static DecisionView of(Decision decision) {
      Draft draft = decision.draft();
      return new DecisionView(
          decision.id(),
          decision.project(),
          Names.of(decision.status()),
          draft.title(),
          draft.question(),
          draft.context(),
          draft.alternatives(),
          draft.choice(),
          draft.rationale(),
          draft.consequences(),
          draft.risks().stream().map(RiskView::of).toList(),
          draft.participants(),
          draft.files(),
          draft.tags(),
          draft.tasks(),
          draft.memories(),
          draft.meetingId(),
          decision.links().stream().map(LinkView::of).toList(),
          decision.agent(),
          decision.createdAt(),
          decision.updatedAt(),
          decision.decidedAt());
    }
  }

  record RiskView(
      String description,
      @Nullable String likelihood,
      @Nullable String impact,
      @Nullable String cost,
      @Nullable String mitigation) {
    static RiskView of(Risk risk) {
      return new RiskView(
          risk.description(),
          level(risk.likelihood()),
          level(risk.impact()),
          risk.cost(),
          risk.mitigation());
    }

    private static @Nullable String level(Risk.@Nullable Level level) {
      return level == null ? null : Names.of(level);
    }
  }

  record LinkView(
      @Field("supersedes, superseded_by, relates, conflicts") String kind, String decision) {
    static LinkView of(Link link) {
      return new LinkView(
          link.reverse() && link.kind() == LinkKind.SUPERSEDES
              ? "superseded_by"
              : Names.of(link.kind()),
          link.decision());
    }
  }

  record DecisionEventView(String event, @Nullable String agent, String detail, Instant at) {
    static DecisionEventView of(DecisionEvent event) {
      return new DecisionEventView(
          Names.of(event.type()), event.agent(), event.detail(), event.createdAt());
    }
  }

  record DecisionWithHistory(DecisionView decision, List<DecisionEventView> history) {}

  private final DecisionStore decisions;

  DecisionsResource(DecisionStore decisions) {
    this.decisions = decisions;
  }

  List<Operation<?, ?>> operations() {
    return List.of(
        Operation.get(
            "/api/decisions",
            "listDecisions",
            TAG,
            "Find decisions, by the words of rejected alternatives too",
            "",
            Search.class,
            Reply.page(DecisionView.class),
            this::search),
        Operation.get(
            "/api/decisions/{id}",
            "getDecision",
            TAG,
            "One decision",
            "",
            Identified.class,
            Reply.one(DecisionView.class),
            (wanted, _) -> Answer.of(find(wanted.id()).decision())),
        Operation.get(
            "/api/decisions/{id}/history",
            "getDecisionHistory",
            TAG,
            "What happened to a decision",
            "",
            Identified.class,
            Reply.list(DecisionEventView.class),
            (wanted, _) -> Answer.of(find(wanted.id()).history())));
  }

  private Answer search(Search wanted, Caller caller) {
    Integer offset = wanted.offset();
    DecisionPage page =
        decisions.search(
            new DecisionFilter(
                wanted.project(),
                wanted.q(),
                Set.copyOf(Objects.requireNonNullElse(wanted.status(), List.of())),
                Objects.requireNonNullElse(wanted.tag(), List.of()),
                wanted.participant(),
                wanted.meetingId()),
            wanted.cursor() == null && offset != null
                ? Cursors.of(offset.longValue())
                : wanted.cursor(),
            Objects.requireNonNullElse(wanted.limit(), Limits.DEFAULT_PAGE));
    return caller.page(page.decisions().stream().map(DecisionView::of).toList(), page.nextCursor());
  }

  private DecisionWithHistory find(String id) {
    return decisions
        .find(id)
        .map(found ->
            new DecisionWithHistory(
                DecisionView.of(found.decision()),
                found.events().stream().map(DecisionEventView::of).toList()))
        .orElseThrow(() ->
            new ApiFailure(
                404, "id", "there is no decision " + id + "; GET /api/decisions lists them."));
  }
}
