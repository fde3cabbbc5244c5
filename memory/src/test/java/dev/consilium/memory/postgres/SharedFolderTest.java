package dev.consilium.memory.postgres;

import static org.assertj.core.api.Assertions.assertThat;

import dev.consilium.memory.Database;
import dev.consilium.memory.TestDatabase;
import dev.consilium.memory.Write;
import dev.consilium.memory.fixtures.HomeTemplate;
import dev.consilium.memory.tasks.NewTask;
import dev.consilium.memory.tasks.Task;
import dev.consilium.memory.tasks.TaskFilter;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class SharedFolderTest {
  private static final TaskFilter ALL =
      new TaskFilter(null, Set.of(), false, null, null, null, null, null);

  private final Path home = TestDatabase.temporaryFolder();

  @AfterEach
  void deleteHome() {
    TestDatabase.delete(home);
  }

  private static void create(Database database, String id) {
    var _ =
        database
            .tasks()
            .create(
                new Write("test", id),
                "p",
                List.of(
                    new NewTask(
                        id, id, null, null, List.of(), 2, null, null, null, List.of(), null)));
  }

  private static List<String> ids(Database database) {
    return database.tasks().list(ALL, null, 200).tasks().stream().map(Task::taskId).toList();
  }

  private boolean isRunning() throws IOException {
    return PostmasterFile.of(home.resolve("postgres/data-18")).runningPort().isPresent();
  }

  private long postmaster() throws IOException {
    Path file = home.resolve("postgres/data-18/postmaster.pid");
    return Long.parseLong(Files.readAllLines(file).getFirst().strip());
  }

  @Test
  void theLastOneOutStopsTheServer() throws IOException {
    Path _ = HomeTemplate.fill(home);
    Database first = TestDatabase.open(home);
    Database second = TestDatabase.open(home);
    create(first, "a");
    assertThat(ids(second)).containsExactly("a");

    first.close();
    create(second, "b");
    assertThat(isRunning()).isTrue();
    second.close();
    assertThat(isRunning()).isFalse();

    List<String> progress = new ArrayList<>();
    try (Database again = TestDatabase.open(home, progress::add)) {
      assertThat(ids(again)).containsExactly("a", "b");
      assertThat(progress).isEmpty();
    }
  }

  @Test
  void anotherProcessSharesTheServerAndMayDieAtAnyTime() throws Exception {
    Path _ = HomeTemplate.fill(home);
    try (Database database = TestDatabase.open(home)) {
      database.awaitReady();
      Process child = child();
      try (BufferedReader out = child.inputReader()) {
        assertThat(out.readLine()).isEqualTo("created");
        assertThat(ids(database)).containsExactly("from another process");
      } finally {
        child.destroyForcibly();
      }
      assertThat(child.waitFor()).isNotZero();
      create(database, "afterwards");
    }
    assertThat(isRunning()).isFalse();
  }

  private Process child() throws IOException {
    return new ProcessBuilder(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "-cp",
            System.getProperty("java.class.path"),
            Child.class.getName(),
            home.toString())
        .redirectError(ProcessBuilder.Redirect.DISCARD)
        .start();
  }

  /** Creates a task and then waits to be killed. */
  static final class Child {
    private Child() {}

    @SuppressWarnings("SystemOut")
    public static void main(String[] args) throws IOException {
      Database database = TestDatabase.open(Path.of(args[0]));
      create(database, "from another process");
      System.out.println("created");
      int _ = System.in.read();
      database.close();
    }
  }

  @Test
  void aKilledServerComesBackWithAllThatWasAcknowledged() throws Exception {
    Path _ = HomeTemplate.fill(home);
    try (Database database = TestDatabase.open(home)) {
      for (int i = 0; i < 30; i++) {
        create(database, "n" + i);
        if (i % 10 == 5) {
          ProcessHandle server = ProcessHandle.of(postmaster()).orElseThrow();
          assertThat(server.destroyForcibly()).isTrue();
        }
      }
      assertThat(ids(database)).hasSize(30);
      assertThat(database.check().ok()).isTrue();
    }
    assertThat(isRunning()).isFalse();
  }

  @Test
  void whatACrashLeftHalfDoneIsDoneAgain() throws IOException {
    Path postgres = home.resolve("postgres");
    Files.createDirectories(postgres.resolve("data.unfinished/base"));
    Files.writeString(postgres.resolve("data.unfinished/PG_VERSION"), "18");
    Path binaries = postgres.resolve(EmbeddedPostgres.version() + ".unfinished");
    Files.createDirectories(binaries.resolve("bin"));
    Files.writeString(binaries.resolve("bin/postgres"), "half");

    List<String> progress = new ArrayList<>();
    try (Database database = TestDatabase.open(home, progress::add)) {
      create(database, "a");
    }

    assertThat(progress).hasSize(3);
    assertThat(binaries).doesNotExist();
  }
}
