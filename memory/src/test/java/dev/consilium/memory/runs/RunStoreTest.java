package dev.consilium.memory.runs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.consilium.memory.Refused;
import dev.consilium.memory.TestDatabase;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.NullMarked;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

@NullMarked
class RunStoreTest {
  private static final Duration ALLOWED = Duration.ofSeconds(10);
  private static final Duration HOUR = Duration.ofHours(1);

  private final RunStore runs = TestDatabase.shared().runs();
  private final String principal = TestDatabase.fresh("principal");

  private Begun begin(@Nullable String key, int hash, Duration alive) {
    return runs.begin(
        new NewRun(
            principal,
            key,
            new byte[] {(byte) hash},
            "ann",
            null,
            null,
            null,
            "python",
            "print('\0')",
            alive),
        ALLOWED,
        HOUR);
  }

  private long fresh(@Nullable String key) {
    return ((Begun.Fresh) begin(key, 1, HOUR)).id();
  }

  private static EndedRun ok(long cpuMillis, List<RunFile> files) {
    return new EndedRun(RunStatus.OK, "{\"stdout\": \"1\"}", cpuMillis, 1L << 20, files);
  }

  @Test
  void aRunAndItsFilesAreKept() {
    long id = fresh(null);
    assertThat(runs.find(id).orElseThrow().status()).isEqualTo(RunStatus.RUNNING);

    byte[] content = {0, 1, 2};
    runs.end(id, ok(5, List.of(new RunFile("a/б.bin", "application/octet-stream", content))));

    Run run = runs.find(id).orElseThrow();
    assertThat(run.status()).isEqualTo(RunStatus.OK);
    assertThat(run.code()).isEqualTo("print('\uFFFD')");
    assertThat(run.resultJson()).isEqualTo("{\"stdout\": \"1\"}");
    assertThat(runs.file(id, "a/б.bin").orElseThrow().content()).isEqualTo(content);
    assertThat(runs.file(id, "other")).isEmpty();
    assertThat(runs.find(Long.MAX_VALUE)).isEmpty();
  }

  @Test
  void aRepeatGetsTheFirstAnswer() {
    long id = fresh("k");
    assertThat(begin("k", 1, HOUR)).isEqualTo(new Begun.Running(id));

    runs.end(id, ok(5, List.of()));

    assertThat(begin("k", 1, HOUR)).isEqualTo(new Begun.Ended(id, "{\"stdout\": \"1\"}"));
    assertThatThrownBy(() -> begin("k", 2, HOUR))
        .isInstanceOf(Refused.class)
        .hasMessageContaining("another run");
    assertThat(fresh("other")).isGreaterThan(id);
  }

  @Test
  void whatNeverRanMayBeTriedAgain() {
    long id = fresh("k");
    runs.discard(id);

    assertThat(fresh("k")).isGreaterThan(id);
  }

  @Test
  void aRunWhoseHostIsGoneHasFailed() {
    long id = ((Begun.Fresh) begin("k", 1, Duration.ZERO)).id();

    Run run = runs.find(id).orElseThrow();
    assertThat(run.status()).isEqualTo(RunStatus.FAILED);
    assertThat(run.resultJson()).contains("host stopped");
    assertThat(begin("k", 1, HOUR)).isInstanceOf(Begun.Ended.class);
  }

  @Test
  void cpuIsCountedByPrincipal() {
    long id = fresh("first");
    runs.end(id, ok(ALLOWED.toMillis(), List.of()));

    assertThat(begin(null, 1, HOUR)).isEqualTo(new Begun.Exhausted(ALLOWED));
    // What was paid for already is still told.
    assertThat(begin("first", 1, HOUR)).isInstanceOf(Begun.Ended.class);
    String other = TestDatabase.fresh("principal");
    assertThat(
            runs.begin(
                new NewRun(other, null, new byte[1], null, null, null, null, "bash", "", HOUR),
                ALLOWED,
                HOUR))
        .isInstanceOf(Begun.Fresh.class);
  }
}
