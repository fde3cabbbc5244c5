package dev.consilium.server.api;

import dev.consilium.memory.Cursors;
import dev.consilium.memory.councils.Council;
import dev.consilium.memory.councils.CouncilEvent;
import dev.consilium.memory.councils.CouncilFilter;
import dev.consilium.memory.councils.CouncilPage;
import dev.consilium.memory.councils.CouncilStatus;
import dev.consilium.memory.councils.CouncilStore;
import dev.consilium.memory.councils.Participant;
import dev.consilium.schemas.json.Field;
import dev.consilium.schemas.json.Json;
import dev.consilium.schemas.json.Names;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ObjectNode;

/** Councils: meetings of agents, with what is said in them. */
final class CouncilsResource {
  private static final String TAG = "councils";

  record Search(
      @Field(max = Limits.NAME) @Nullable String project,
      @Field(max = Limits.NAME) @Nullable String meetingId,
      @Nullable List<CouncilStatus> status,
      @Field(value = "Default 100", min = 1, max = Limits.PAGE) @Nullable Integer limit,
      @Field(min = 0, max = Limits.OFFSET) @Nullable Integer offset,
      @Nullable String cursor) {}

  record Identified(@Field("Such as c5") String council) {}

  record Messages(
      @Field("Such as c5") String council,
      @Field("chat_message alone where it is left out") @Nullable List<CouncilEvent.Type> type,
      @Field(value = "The last seq that was seen", min = 0) @Nullable Long after,
      @Field(value = "Default 100", min = 1, max = Limits.PAGE) @Nullable Integer limit,
      @Nullable String cursor) {}

  record CouncilView(
      String id,
      String project,
      String meetingId,
      String topic,
      List<String> agenda,
      String status,
      @Field("round_robin, priority or moderator") String policy,
      long timeboxSeconds,
      int rounds,
      int round,
      @Field("Whose turn it is") String speaker,
      @Field("Who comes after, where that is known") @Nullable String nextSpeaker,
      Instant speakerSince,
      @Field("Asked for and not answered yet: alternative, risks") List<String> requests,
      @Nullable String decision,
      List<ParticipantView> participants,
      Instant createdAt,
      @Nullable Instant endedAt) {
    static CouncilView of(Council council) {
      return new CouncilView(
          council.id(),
          council.project(),
          council.meetingId(),
          council.topic(),
          council.agenda(),
          Names.of(council.status()),
          Names.of(council.policy()),
          council.timebox().toSeconds(),
          council.rounds(),
          council.round(),
          council.speaker(),
          council.then(),
          council.speakerSince(),
          council.requests(),
          council.decision(),
          participants(council),
          council.createdAt(),
          council.endedAt());
    }

    static List<ParticipantView> participants(Council council) {
      return council.participants().stream().map(ParticipantView::of).toList();
    }
  }

  record ParticipantView(
      String name,
      @Field("moderator, expert, scribe or integrator") String role,
      String brief,
      int priority,
      @Field("Who has taken the seat") @Nullable String agent) {
    static ParticipantView of(Participant participant) {
      return new ParticipantView(
          participant.name(),
          Names.of(participant.role()),
          participant.brief(),
          participant.priority(),
          participant.agent());
    }
  }

  record MessageView(
      @Field("Grows; whoever has seen it goes on after it") long seq,
      @Field("chat_message, participant_updated, tool_call, artifact or run_status") String type,
      @Nullable String participant,
      int round,
      @Field("What was said") @Nullable String text,
      ObjectNode data,
      Instant createdAt) {
    static MessageView of(CouncilEvent event) {
      ObjectNode data = (ObjectNode) Json.MAPPER.readTree(event.dataJson());
      return new MessageView(
          event.seq(),
          Names.of(event.type()),
          event.participant(),
          event.round(),
          data.path("text").isString() ? data.path("text").asString() : null,
          data,
          event.at());
    }
  }

  private final CouncilStore councils;

  CouncilsResource(CouncilStore councils) {
    this.councils = councils;
  }

  List<Operation<?, ?>> operations() {
    return List.of(
        Operation.get(
            "/api/councils",
            "listCouncils",
            TAG,
            "The councils, the latest first",
            "",
            Search.class,
            Reply.page(CouncilView.class),
            this::search),
        Operation.get(
            "/api/councils/{council}",
            "getCouncil",
            TAG,
            "One council",
            "",
            Identified.class,
            Reply.one(CouncilView.class),
            (wanted, _) -> Answer.of(CouncilView.of(find(wanted.council())))),
        Operation.get(
            "/api/councils/{council}/participants",
            "listParticipants",
            TAG,
            "Who takes part in a council",
            "",
            Identified.class,
            Reply.list(ParticipantView.class),
            (wanted, _) -> Answer.of(CouncilView.participants(find(wanted.council())))),
        Operation.get(
            "/api/councils/{council}/messages",
            "listMessages",
            TAG,
            "What was said in a council, from its beginning on",
            "",
            Messages.class,
            Reply.page(MessageView.class),
            this::messages));
  }

  private Answer search(Search wanted, Caller caller) {
    CouncilPage page =
        councils.list(
            new CouncilFilter(
                wanted.project(),
                wanted.meetingId(),
                Set.copyOf(Objects.requireNonNullElse(wanted.status(), List.of()))),
            wanted.cursor(),
            Objects.requireNonNullElse(wanted.offset(), 0),
            Objects.requireNonNullElse(wanted.limit(), Limits.DEFAULT_PAGE));
    return caller.page(page.councils().stream().map(CouncilView::of).toList(), page.nextCursor());
  }

  private Answer messages(Messages wanted, Caller caller) {
    Council council = find(wanted.council());
    int limit = Objects.requireNonNullElse(wanted.limit(), Limits.DEFAULT_PAGE);
    long after =
        wanted.cursor() == null
            ? Objects.requireNonNullElse(wanted.after(), 0L)
            : Cursors.number(wanted.cursor());
    List<CouncilEvent> found =
        councils.events(
            council.id(),
            Set.copyOf(
                Objects.requireNonNullElse(wanted.type(), List.of(CouncilEvent.Type.CHAT_MESSAGE))),
            after,
            limit + 1);
    List<CouncilEvent> shown = found.size() > limit ? found.subList(0, limit) : found;
    return caller.page(
        shown.stream().map(MessageView::of).toList(),
        found.size() > limit ? Cursors.of(shown.getLast().seq()) : null);
  }

  private Council find(String id) {
    return councils
        .find(id)
        .orElseThrow(() ->
            new ApiFailure(
                404, "council", "there is no council " + id + "; GET /api/councils lists them."));
  }
}
