package dev.consilium.memory.tasks;

import static dev.consilium.memory.tasks.Tasks.task;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.consilium.memory.Refused;
import dev.consilium.memory.Write;
import dev.consilium.schemas.json.Json;
import java.util.List;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.jspecify.annotations.NullMarked;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import tools.jackson.databind.node.ObjectNode;

@NullMarked
class NoticeTest {
  private final Tasks tasks = Tasks.inNewProject();

  private Notice notice(Notice.Kind kind, @Nullable Integer progress, @Nullable String text) {
    return new Notice(
        tasks.project(),
        "a",
        "The title",
        "ann",
        kind,
        progress,
        text,
        kind == Notice.Kind.FINISHED ? text : null,
        null,
        kind == Notice.Kind.FAILED ? "Error" : null,
        kind == Notice.Kind.FAILED ? text : null,
        null,
        null);
  }

  /** Says nothing of how the task goes. */
  private static Notice bare(
      String project,
      String taskId,
      @Nullable String title,
      String agent,
      Notice.Kind kind,
      @Nullable String metadataJson) {
    return new Notice(
        project,
        taskId,
        title,
        agent,
        kind,
        null,
        null,
        null,
        null,
        null,
        null,
        null,
        metadataJson);
  }

  private Task tell(Notice notice) {
    return tasks.database().tasks().notice(Tasks.WRITE, notice);
  }

  private Task tell(Notice.Kind kind) {
    return tell(notice(kind, null, null));
  }

  private Task tell(Notice.Kind kind, String text) {
    return tell(notice(kind, null, text));
  }

  private static void conflicts(String message, ThrowingCallable call) {
    assertThatThrownBy(call)
        .isInstanceOfSatisfying(
            Refused.class, e -> assertThat(e.kind()).isEqualTo(Refused.Kind.CONFLICT))
        .hasMessageContaining(message);
  }

  private String lastEvent() {
    return tasks.database().tasks().get(tasks.project(), "a", 1).events().getLast().dataJson();
  }

  @Test
  void aTaskComesIntoBeingWithItsFirstNotice() {
    Task started = tell(Notice.Kind.STARTED);

    assertThat(started.status()).isEqualTo(TaskStatus.RUNNING);
    assertThat(started.title()).isEqualTo("The title");
    assertThat(started.claimedBy()).isEqualTo("ann");
    assertThat(tell(notice(Notice.Kind.GOES_ON, 40, "half")).progress()).isEqualTo(40);
    Task finished = tell(Notice.Kind.FINISHED, "all done");
    assertThat(finished.status()).isEqualTo(TaskStatus.DONE);
    assertThat(finished.result()).isEqualTo("all done");
    assertThat(tasks.events("a"))
        .containsExactly(
            EventType.CREATED, EventType.STARTED, EventType.PROGRESS, EventType.FINISHED);
  }

  @ParameterizedTest
  @EnumSource(Notice.Kind.class)
  void theSameAgainChangesNothing(Notice.Kind kind) {
    Notice notice = notice(kind, kind == Notice.Kind.GOES_ON ? 10 : null, "a word");

    Task first = tell(notice);
    List<EventType> before = tasks.events("a");

    assertThat(tell(notice)).isEqualTo(first);
    assertThat(tasks.events("a")).isEqualTo(before);
  }

  @ParameterizedTest
  @EnumSource(
      value = Notice.Kind.class,
      names = {"GOES_ON", "FINISHED", "FAILED", "GIVEN_UP"})
  void aStartIsImpliedByWhatComesWithoutIt(Notice.Kind kind) {
    assertThat(tell(kind).status())
        .isEqualTo(
            switch (kind) {
              case GOES_ON, STARTED -> TaskStatus.RUNNING;
              case FINISHED -> TaskStatus.DONE;
              case FAILED -> TaskStatus.FAILED;
              case GIVEN_UP -> TaskStatus.CANCELLED;
            });
  }

  @Test
  void whatComesAfterTheEndIsNotedAndOpensNothing() {
    tell(Notice.Kind.FINISHED, "the result");

    Task late = tell(notice(Notice.Kind.GOES_ON, 80, "still here"));
    assertThat(late.status()).isEqualTo(TaskStatus.DONE);
    assertThat(late.progress()).isEqualTo(100);
    assertThat(lastEvent()).contains("still here", "\"late\": \"goes_on\"");
    tell(notice(Notice.Kind.GOES_ON, 80, "still here"));
    assertThat(tell(Notice.Kind.FAILED, "broken").status()).isEqualTo(TaskStatus.DONE);
    assertThat(tell(Notice.Kind.FINISHED, "another").result()).isEqualTo("the result");
    assertThat(lastEvent()).contains("another");
    assertThat(tasks.events("a"))
        .endsWith(EventType.FINISHED, EventType.MESSAGE, EventType.MESSAGE, EventType.MESSAGE);
  }

  @Test
  void aLateRepeatOfWhatWasSaidBeforeTheEndIsNotNoted() {
    tell(notice(Notice.Kind.GOES_ON, 30, "a third"));
    tell(Notice.Kind.FINISHED, "the result");
    List<EventType> before = tasks.events("a");

    tell(notice(Notice.Kind.GOES_ON, 30, "a third"));

    assertThat(tasks.events("a")).isEqualTo(before);
  }

  @Test
  void aStartAfterTheEndBeginsAnewAndBlocksWhatWaits() {
    tasks.create(task("a"), task("b", "a"));
    tell(Notice.Kind.FINISHED, "once");
    assertThat(tasks.get("b").ready()).isTrue();

    Task again = tell(Notice.Kind.STARTED);

    assertThat(again.status()).isEqualTo(TaskStatus.RUNNING);
    assertThat(again.result()).isNull();
    assertThat(again.finishedAt()).isNull();
    assertThat(tasks.get("b").ready()).isFalse();
    tell(Notice.Kind.FINISHED, "twice");
    assertThat(tasks.get("b").ready()).isTrue();
  }

  @Test
  void aTaskThatFailedCanStillSucceed() {
    Task started = tell(Notice.Kind.STARTED);
    tell(Notice.Kind.FAILED, "a hiccup");

    Task finished = tell(Notice.Kind.FINISHED, "after all");

    assertThat(finished.status()).isEqualTo(TaskStatus.DONE);
    assertThat(finished.errorMessage()).isNull();
    assertThat(finished.startedAt()).isEqualTo(started.startedAt());
  }

  @Test
  void whatPeopleCancelledStaysCancelled() {
    tell(Notice.Kind.STARTED);
    tasks.move("a", TaskStatus.CANCELLED);

    assertThat(tell(Notice.Kind.FINISHED, "done").status()).isEqualTo(TaskStatus.CANCELLED);
    assertThat(lastEvent()).contains("done");
    conflicts("cancelled", () -> tell(Notice.Kind.STARTED));
  }

  @Test
  void aTaskThatWaitsForAnotherIsNotStarted() {
    tasks.create(task("z"), task("a", "z"));

    conflicts("waits for z", () -> tell(Notice.Kind.STARTED));
    conflicts("waits for z", () -> tell(Notice.Kind.GOES_ON));
  }

  @Test
  void aTaskUnderALeaseIsItsHoldersAlone() {
    tasks.create(task("a"));
    Claim claim = tasks.claimed("bob");

    for (Notice.Kind kind : Notice.Kind.values()) {
      conflicts("held by bob", () -> tell(kind));
    }
    assertThat(tasks.get("a").claimedBy()).isEqualTo("bob");
    tasks.report("a", "bob", Action.START, claim.claim());
    assertThat(tasks.get("a").status()).isEqualTo(TaskStatus.RUNNING);
  }

  @Test
  void theHolderOfALeaseNeedsNoToken() {
    tasks.create(task("a"));
    Claim claim = tasks.claimed("ann");

    assertThat(tell(Notice.Kind.STARTED).status()).isEqualTo(TaskStatus.RUNNING);
    Task goesOn = tell(notice(Notice.Kind.GOES_ON, 5, null));
    assertThat(goesOn.leaseExpiresAt()).isAfter(claim.task().leaseExpiresAt());
    tasks.report("a", "ann", Action.PROGRESS, claim.claim(), 10, null);
    assertThat(tell(Notice.Kind.FINISHED).status()).isEqualTo(TaskStatus.DONE);
  }

  @Test
  void aLeaseThatRanOutHoldsNobodyBack() throws Exception {
    tasks.create(task("a"));
    Claim claim = tasks.claimed("bob");
    tasks.letLeaseRunOut("a");

    assertThat(tell(Notice.Kind.STARTED).claimedBy()).isEqualTo("ann");
    assertThatThrownBy(() -> tasks.report("a", "bob", Action.FINISH, claim.claim()))
        .isInstanceOf(Refused.class);
  }

  @Test
  void metadataIsMergedOnce() {
    tell(withMetadata(Notice.Kind.STARTED, "{\"branch\":\"main\",\"n\":1}"));
    Task merged = tell(withMetadata(Notice.Kind.GOES_ON, "{\"n\":2,\"deep\":{\"x\":[1]}}"));

    assertThat(Json.MAPPER.readTree(merged.metadataJson()))
        .isEqualTo(Json.MAPPER.readTree("{\"branch\":\"main\",\"n\":2,\"deep\":{\"x\":[1]}}"));
    List<EventType> before = tasks.events("a");
    assertThat(tell(withMetadata(Notice.Kind.GOES_ON, "{\"n\":2}"))).isEqualTo(merged);
    assertThat(tasks.events("a")).isEqualTo(before);
  }

  private Notice withMetadata(Notice.Kind kind, String json) {
    return bare(tasks.project(), "a", null, "ann", kind, json);
  }

  @Test
  void aTitleReplacesTheIdThatStoodInForIt() {
    assertThat(tell(withMetadata(Notice.Kind.GOES_ON, "{}")).title()).isEqualTo("a");
    assertThat(tell(Notice.Kind.STARTED).title()).isEqualTo("The title");
    assertThat(
            tell(bare(tasks.project(), "a", "Another", "ann", Notice.Kind.GOES_ON, null)).title())
        .isEqualTo("The title");
  }

  @Test
  void aKeyGetsTheFirstAnswerAgain() {
    Write keyed = new Write("test", tasks.project());
    Notice start = notice(Notice.Kind.STARTED, null, null);
    Task first = tasks.database().tasks().notice(keyed, start);
    tell(Notice.Kind.FINISHED, "done");

    assertThat(tasks.database().tasks().notice(keyed, start)).isEqualTo(first);
    assertThat(tasks.get("a").status()).isEqualTo(TaskStatus.DONE);
    assertThatThrownBy(
            () -> tasks.database().tasks().notice(keyed, notice(Notice.Kind.FAILED, null, null)))
        .isInstanceOf(Refused.class)
        .hasMessageContaining("used before");
  }

  @Test
  void anAnswerOfBeforeTasksShowedTheirNumberIsStillRead() {
    Task task = tell(Notice.Kind.STARTED);
    ObjectNode old = Json.MAPPER.valueToTree(task);
    old.remove("id");

    assertThat(Json.MAPPER.treeToValue(old, Task.class).taskId()).isEqualTo("a");
  }

  @Test
  void blankNamesAreRefused() {
    for (String field : List.of("project", "task_id", "agent")) {
      Notice blank =
          bare(
              field.equals("project") ? " " : tasks.project(),
              field.equals("task_id") ? " " : "a",
              null,
              field.equals("agent") ? " " : "ann",
              Notice.Kind.STARTED,
              null);
      assertThatThrownBy(() -> tell(blank))
          .isInstanceOfSatisfying(Refused.class, e -> assertThat(e.field()).isEqualTo(field));
    }
  }
}
