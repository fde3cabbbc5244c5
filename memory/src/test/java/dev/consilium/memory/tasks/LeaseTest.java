package dev.consilium.memory.tasks;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.consilium.memory.Refused;
import dev.consilium.memory.Sql;
import dev.consilium.memory.Waiting;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class LeaseTest {
  private static final String CHECK = "lease_check_at";

  private final Tasks tasks = Tasks.inNewProject();

  @BeforeEach
  void create() {
    tasks.create(Tasks.task("a"));
  }

  @Test
  void isLookedAtWhenItMayHaveRunOutAndGoesOnIfItWasRenewed() throws Exception {
    long claim = tasks.claimed("ann").claim();
    assertThat(is("lease_check_at <= lease_expires_at + interval '1 ms'")).isTrue();
    set(CHECK, "now() - interval '1 second'");

    assertThat(tasks.claimInNewProcess("bob", Tasks.LEASE)).isEmpty();
    assertThat(tasks.get("a").claimedBy()).isEqualTo("ann");

    tasks.report("a", "ann", Action.PROGRESS, claim);
    assertThat(is("lease_check_at > now() + interval '4 minutes'")).isTrue();
  }

  @Test
  void isNotLookedAtLaterForBeingRenewed() throws Exception {
    long claim = tasks.claimed("ann").claim();
    set(CHECK, "now() + interval '2 minutes'");
    tasks.report("a", "ann", Action.START, claim);
    assertThat(is("lease_check_at < now() + interval '2 minutes'")).isTrue();
    assertThat(is("lease_expires_at > now() + interval '4 minutes'")).isTrue();
  }

  @Test
  void isLookedAtWhenAShorterOneEnds() throws Exception {
    long claim = tasks.claimed("ann").claim();
    set("lease_seconds", "30");
    tasks.report("a", "ann", Action.PROGRESS, claim);
    assertThat(is("lease_check_at < now() + interval '31 seconds'")).isTrue();
  }

  @Test
  void ofAnOlderNodeRunsOutToo() throws Exception {
    var _ = tasks.claimed("ann");
    set(CHECK, "NULL");
    assertThat(tasks.claimInNewProcess("bob", Tasks.LEASE)).isEmpty();
    set("lease_expires_at", "now() - interval '1 second'");
    assertThat(tasks.claimInNewProcess("bob", Duration.ofSeconds(5))).isPresent();
  }

  @Test
  void ofAnotherProcessRunsOutForThoseWhoJustLooked() throws Exception {
    assertThat(tasks.get("a").ready()).isTrue();
    Claim theirs = tasks.claimInNewProcess("ann", Duration.ofSeconds(1)).orElseThrow();

    AtomicReference<Claim> ours = new AtomicReference<>();
    Waiting.until(() -> {
      tasks.claim("bob", Tasks.LEASE).ifPresent(ours::set);
      return ours.get() != null;
    });
    Instant got = Instant.now();

    assertThat(Objects.requireNonNull(ours.get()).claim()).isEqualTo(theirs.claim() + 1);
    assertThat(got).isAfter(theirs.leaseExpiresAt());
    assertThat(tasks.events("a")).contains(EventType.REOPENED);
  }

  @Test
  void shorterThanASecondIsRefused() {
    assertThatThrownBy(() -> tasks.claim("ann", Duration.ofMillis(999)))
        .isInstanceOf(Refused.class)
        .hasMessageContaining("at least 1");
  }

  @Test
  void endsWithTheWork() throws Exception {
    long claim = tasks.claimed("ann").claim();
    tasks.report("a", "ann", Action.START, claim);
    tasks.report("a", "ann", Action.FINISH, claim);
    assertThat(is("lease_check_at IS NULL AND lease_expires_at IS NULL")).isTrue();
  }

  @Test
  void newsAndSignsOfLifeMakeNoEntriesInIndexes() throws Exception {
    assertThat(
            Sql.column(
                "SELECT pg_get_indexdef(indexrelid) FROM pg_index WHERE indrelid = 'consilium.task'::regclass"))
        .isNotEmpty()
        .allSatisfy(index ->
            assertThat(index)
                .doesNotContain(
                    "progress", "message", "updated_at", "lease_expires_at", "metadata"));
    long claim = tasks.claimed("ann").claim();
    tasks.report("a", "ann", Action.START, claim);
    String others = one("row(status, claimed_by, lease_seconds, lease_check_at)::text");
    tasks.report("a", "ann", Action.PROGRESS, claim, 10, "begun");
    tasks.report("a", "ann", Action.PROGRESS, claim);
    assertThat(one("row(status, claimed_by, lease_seconds, lease_check_at)::text"))
        .isEqualTo(others);
  }

  private boolean is(String condition) throws Exception {
    return one("(" + condition + ")::text").equals("true");
  }

  private String one(String what) throws Exception {
    return Sql.column(
            "SELECT %s FROM consilium.task t JOIN consilium.project p ON p.id = t.project_id WHERE p.name = '%s'"
                .formatted(what, tasks.project()))
        .getFirst();
  }

  private void set(String column, String value) throws Exception {
    List<String> _ =
        Sql.column(
            """
            UPDATE consilium.task t SET %s = %s FROM consilium.project p
            WHERE p.id = t.project_id AND p.name = '%s' RETURNING t.task_id
            """
                .formatted(column, value, tasks.project()));
  }
}
