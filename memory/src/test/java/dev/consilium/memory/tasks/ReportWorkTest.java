package dev.consilium.memory.tasks;

import static dev.consilium.memory.tasks.Tasks.task;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.consilium.memory.Refused;
import java.util.List;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;

class ReportWorkTest {
  private final Tasks tasks = Tasks.inNewProject();

  private static void refused(String field, String message, ThrowingCallable call) {
    assertThatThrownBy(call)
        .isInstanceOfSatisfying(Refused.class, e -> assertThat(e.field()).isEqualTo(field))
        .hasMessageContaining(message);
  }

  @Test
  void aTaskIsClaimedWorkedOnAndFinished() {
    tasks.create(task("a"), task("b", "a"));
    Claim claim = tasks.claimed("ann");

    tasks.report("a", "ann", Action.START, claim.claim());
    tasks.report("a", "ann", Action.PROGRESS, claim.claim(), 40, "half");
    tasks.report("a", "ann", Action.PROGRESS, claim.claim(), 40, "half");
    tasks.report("a", "ann", Action.PROGRESS, claim.claim(), null, "a word");
    Reported finished = tasks.report("a", "ann", Action.FINISH, claim.claim());

    assertThat(finished.nowReady()).containsExactly("b");
    assertThat(finished.task().status()).isEqualTo(TaskStatus.DONE);
    assertThat(finished.task().progress()).isEqualTo(100);
    assertThat(tasks.get("a").durationSeconds()).isNotNegative();
    assertThat(tasks.get("b").ready()).isTrue();
    assertThat(tasks.events("a"))
        .containsExactly(
            EventType.CREATED,
            EventType.CLAIMED,
            EventType.STARTED,
            EventType.PROGRESS,
            EventType.MESSAGE,
            EventType.FINISHED);
  }

  @Test
  void reportsNeedTheCurrentClaim() {
    tasks.create(task("a"));
    Claim claim = tasks.claimed("ann");

    refused("claim", "held by ann", () -> tasks.report("a", "bob", Action.FINISH, null));
    refused("claim", "was lost", () -> tasks.report("a", "bob", Action.FINISH, claim.claim() - 1));
    assertThat(tasks.get("a").status()).isEqualTo(TaskStatus.CLAIMED);
  }

  @Test
  void aLeaseThatRanOutIsLostAndTheTaskIsOpenAgain() throws Exception {
    tasks.create(task("a"));
    Claim old = tasks.claimed("ann");
    assertThat(tasks.claim("bob", Tasks.LEASE)).isEmpty();
    tasks.letLeaseRunOut("a");

    refused("claim", "ran out", () -> tasks.report("a", "ann", Action.FINISH, old.claim()));
    Claim now = tasks.claimInNewProcess("bob", Tasks.LEASE).orElseThrow();

    assertThat(now.claim()).isGreaterThan(old.claim());
    refused("claim", "held by bob", () -> tasks.report("a", "ann", Action.FINISH, old.claim()));
    tasks.report("a", "bob", Action.FINISH, now.claim());
    assertThat(tasks.events("a")).contains(EventType.REOPENED);
  }

  @Test
  void theSameEndAgainIsARepeat() {
    tasks.create(task("a"));
    Claim claim = tasks.claimed("ann");
    tasks.report("a", "ann", Action.FINISH, claim.claim(), null, "well");

    assertThat(tasks.report("a", "ann", Action.FINISH, claim.claim(), null, "well").repeated())
        .isTrue();
    refused("action", "is done since", () -> tasks.report("a", "ann", Action.FAIL, claim.claim()));
    refused(
        "action",
        "is done since",
        () -> tasks.report("a", "ann", Action.FINISH, claim.claim(), null, "other"));
    assertThat(tasks.events("a")).filteredOn(type -> type == EventType.FINISHED).hasSize(1);
  }

  @Test
  void runsWithoutALeaseNeedNoClaim() {
    tasks.create(task("a"), task("b", "a"));

    refused("action", "waits for a", () -> tasks.report("b", "ci", Action.START, null));
    assertThat(tasks.report("a", "ci", Action.START, null).claim()).isNull();
    assertThat(tasks.report("a", "ci", Action.FINISH, null).nowReady()).containsExactly("b");
  }

  @Test
  void aTitleCreatesAnUnknownTask() {
    Report report =
        new Report(
            tasks.project(),
            "w1",
            "ci",
            Action.FAIL,
            null,
            "From a webhook",
            null,
            null,
            null,
            2.5,
            "Boom",
            "it broke",
            "at line 1",
            "{\"run\":7}",
            null);

    TaskOutline told = tasks.database().tasks().report(Tasks.WRITE, report).task();

    Task task = tasks.get("w1");
    assertThat(told).isEqualTo(task.outline());
    assertThat(task.status()).isEqualTo(TaskStatus.FAILED);
    assertThat(task.errorType()).isEqualTo("Boom");
    assertThat(task.durationSeconds()).isEqualTo(2.5);
    assertThat(task.metadataJson()).contains("7");
  }

  @Test
  void releasingAndCancellingTakeTheClaimAway() {
    tasks.create(task("a"));
    Claim first = tasks.claimed("ann");
    tasks.report("a", "ann", Action.RELEASE, first.claim());
    assertThat(tasks.get("a").ready()).isTrue();

    Claim second = tasks.claimed("ann");
    tasks.move("a", TaskStatus.CANCELLED);

    refused("action", "cancelled", () -> tasks.report("a", "ann", Action.FINISH, second.claim()));
  }

  @Test
  void reopeningBlocksDependentsAgain() {
    tasks.create(task("a"), task("b", "a"));
    tasks.report("a", "ci", Action.FINISH, null);
    assertThat(tasks.get("b").ready()).isTrue();

    tasks.move("a", TaskStatus.OPEN);

    assertThat(tasks.get("b").ready()).isFalse();
    assertThat(tasks.get("b").blockedBy()).containsExactly("a");
    tasks.update("b", null, List.of("a"), null);
    assertThat(tasks.get("b").ready()).isTrue();
  }

  @Test
  void aTaskByNameSaysWhyItCannotBeClaimed() {
    tasks.create(task("a"), task("b", "a"));

    refused(
        "task_id",
        "waits for a",
        () ->
            tasks
                .database()
                .tasks()
                .claimNext(
                    Tasks.WRITE,
                    new ClaimRequest(tasks.project(), "ann", Tasks.LEASE, null, null, "b")));
  }

  @Test
  void unknownNamesAreRefusedWithTheNearest() {
    tasks.create(task("build"));

    refused("task_id", "Did you mean \"build\"?", () -> tasks.get("biuld"));
    refused("project", "no project", () -> tasks.database().tasks().get("no such project", "x", 1));
  }
}
