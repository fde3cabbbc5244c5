package dev.consilium.memory.audit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.consilium.memory.Database;
import dev.consilium.memory.DatabaseConfig;
import dev.consilium.memory.Refused;
import dev.consilium.memory.SearchConfig;
import dev.consilium.memory.TestDatabase;
import dev.consilium.memory.Write;
import dev.consilium.memory.audit.Verdict.Head;
import dev.consilium.memory.postgres.EmbeddedPostgres;
import dev.consilium.memory.tasks.NewTask;
import dev.consilium.schemas.work.Asked;
import dev.consilium.schemas.work.Span;
import dev.consilium.schemas.work.Work;
import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** On a database of its own: these tests do to it what nobody should. */
class AuditTest {
  private static final Path HOME = TestDatabase.temporaryHome();
  private static Database database = open();
  private static EmbeddedPostgres server = new EmbeddedPostgres(HOME.resolve("postgres"), _ -> {});

  private final AuditStore audit = database.audit();

  private static Database open() {
    return new Database(
        new DatabaseConfig(HOME, Optional.empty(), 4, SearchConfig.WORDS_ONLY, _ -> {}));
  }

  @BeforeAll
  static void start() {
    database.awaitReady();
  }

  @AfterAll
  static void stop() throws Exception {
    server.close();
    database.close();
    TestDatabase.delete(HOME);
  }

  private static void sql(String... statements) throws Exception {
    EmbeddedPostgres.Address address = server.ensureRunning();
    String url =
        "jdbc:postgresql://127.0.0.1:"
            + address.port()
            + "/"
            + EmbeddedPostgres.DATABASE
            + "?currentSchema=consilium";
    try (Connection connection =
            DriverManager.getConnection(url, EmbeddedPostgres.USER, address.password());
        Statement statement = connection.createStatement()) {
      for (String text : statements) {
        boolean _ = statement.execute(text);
      }
    }
  }

  /** As a superuser who switches the triggers off. */
  private static void tamper(String statement) throws Exception {
    sql("SET session_replication_role = replica", statement);
  }

  private static NewTask task(String id, String... after) {
    return new NewTask(
        id, "Title", null, null, List.of(), 2, null, null, null, List.of(after), null);
  }

  private List<SealedEntry> sealedSince(Head head) {
    audit.seal();
    return audit.after(head.position(), 10_000);
  }

  private static Head changed(Database by, String project) {
    var _ = by.tasks().create(new Write("ann", null), project, List.of(task("t")));
    by.audit().seal();
    return by.audit().head();
  }

  @Test
  void aChangeLeavesAnEntryThatSaysWhoAskedForWhat() throws Exception {
    Head before = audit.head();
    Asked asked = new Asked("ann", "mcp", "task_create", "shop/a", "f".repeat(64));
    new Work(Optional.of(asked), Span.named("0af7651916cd43dd8448eb211c80319c"))
        .run(() -> database.tasks().create(new Write("ann", null), "shop", List.of(task("a"))));
    SealedEntry sealed = sealedSince(before).getFirst();
    AuditEntry entry = sealed.entry();
    assertThat(entry)
        .isEqualTo(
            new AuditEntry(
                entry.entry(),
                entry.at(),
                "ann",
                "mcp",
                "task_create",
                "create",
                "shop/a",
                "done",
                "f".repeat(64),
                "0af7651916cd43dd8448eb211c80319c"));
    assertThat(entry.at()).isBetween(Instant.now().minusSeconds(60), Instant.now());
    assertThat(sealed.hash()).isEqualTo(asDocumented(sealed));
  }

  /** Written down a second time, from the words of the documentation. */
  private static String asDocumented(SealedEntry sealed) throws Exception {
    AuditEntry entry = sealed.entry();
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    DataOutputStream out = new DataOutputStream(bytes);
    out.write(HexFormat.of().parseHex(sealed.prevHash()));
    out.writeLong(sealed.position());
    out.writeLong(entry.entry());
    long micros = ChronoUnit.MICROS.between(Instant.EPOCH, entry.at());
    for (String text :
        List.of(
            Long.toString(micros),
            entry.principal(),
            entry.door(),
            entry.call(),
            entry.operation(),
            entry.target(),
            entry.outcome(),
            entry.digest(),
            entry.trace())) {
      byte[] utf8 = text.getBytes(StandardCharsets.UTF_8);
      out.writeInt(utf8.length);
      out.write(utf8);
    }
    return HexFormat.of()
        .formatHex(MessageDigest.getInstance("SHA-256").digest(bytes.toByteArray()));
  }

  @Test
  void whatChangedNothingLeavesNone() {
    Head before = audit.head();
    Write once = new Write("ann", "key-of-whatChangedNothing");
    var _ = database.tasks().create(once, "once", List.of(task("a")));
    var _ = database.tasks().create(once, "once", List.of(task("a")));
    NewTask broken = task("b", "nowhere");
    assertThatThrownBy(
            () -> database.tasks().create(new Write("ann", null), "once", List.of(broken)))
        .isInstanceOf(Refused.class);
    assertThat(sealedSince(before)).hasSize(1);
  }

  @Test
  void nodesThatWriteAtOnceMakeOneChain() throws Exception {
    Head before = audit.head();
    int nodes = 3;
    int writers = 4;
    int writes = 25;
    List<Database> all = new ArrayList<>();
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      List<Future<?>> working = new ArrayList<>();
      for (int node = 0; node < nodes; node++) {
        Database own = open();
        all.add(own);
        for (int writer = 0; writer < writers; writer++) {
          String project = "node-" + node + "-" + writer;
          working.add(
              threads.submit(() -> {
                for (int i = 0; i < writes; i++) {
                  var _ =
                      own.tasks().create(new Write("ann", null), project, List.of(task("t" + i)));
                  if (i % 5 == 0) {
                    own.audit().seal();
                  }
                }
              }));
        }
      }
      for (Future<?> work : working) {
        work.get();
      }
    } finally {
      all.forEach(Database::close);
    }
    List<SealedEntry> sealed = sealedSince(before);
    assertThat(sealed).hasSize(nodes * writers * writes);
    assertThat(sealed.stream().map(s -> s.entry().entry())).doesNotHaveDuplicates();
    assertThat(audit.verify(before)).isEqualTo(new Verdict.Sound(audit.head()));
    assertThat(audit.waiting()).isZero();
  }

  @Test
  void theLogOnlyGrows() {
    var _ = changed(database, "grows");
    for (String statement :
        List.of(
            "UPDATE audit_log SET principal = 'bob'",
            "DELETE FROM audit_log",
            "TRUNCATE audit_log",
            "UPDATE audit_outbox SET principal = 'bob'")) {
      assertThatThrownBy(() -> sql(statement))
          .isInstanceOf(SQLException.class)
          .hasMessageContaining("is append-only");
    }
    var _ = database.tasks().create(new Write("ann", null), "grows", List.of(task("u")));
    assertThatThrownBy(() -> sql("DELETE FROM audit_outbox"))
        .hasMessageContaining("the audit log does not have entry");
  }

  @Test
  void aChangedEntryIsFound() throws Exception {
    Head before = changed(database, "changed-1");
    Head victim = changed(database, "changed-2");
    Head after = changed(database, "changed-3");
    tamper("UPDATE audit_log SET principal = 'bob' WHERE position = " + victim.position());
    assertThat(audit.verify(Head.NONE))
        .isEqualTo(
            new Verdict.Broken(
                victim.position(), "its hash does not fit what it says: it was changed"));
    tamper("UPDATE audit_log SET principal = 'ann' WHERE position = " + victim.position());
    assertThat(audit.verify(before)).isEqualTo(new Verdict.Sound(after));
  }

  @Test
  void aRemovedEntryIsFound() throws Exception {
    Head victim = changed(database, "removed-1");
    var _ = changed(database, "removed-2");
    sql("CREATE TABLE IF NOT EXISTS kept AS SELECT * FROM audit_log WHERE false");
    tamper("INSERT INTO kept SELECT * FROM audit_log WHERE position = " + victim.position());
    tamper("DELETE FROM audit_log WHERE position = " + victim.position());
    assertThat(audit.verify(Head.NONE))
        .isEqualTo(
            new Verdict.Broken(
                victim.position() + 1,
                "position " + victim.position() + " is missing: entries were removed"));
    tamper("INSERT INTO audit_log SELECT * FROM kept");
    assertThat(audit.verify(Head.NONE)).isInstanceOf(Verdict.Sound.class);
    sql("DROP TABLE kept");
  }

  @Test
  void aLogThatWasCutOffIsFoundByWhatWasNoted() throws Exception {
    Head before = changed(database, "cut-1");
    Head noted = changed(database, "cut-2");
    sql("CREATE TABLE IF NOT EXISTS cut AS SELECT * FROM audit_log WHERE false");
    tamper("INSERT INTO cut SELECT * FROM audit_log WHERE position > " + before.position());
    tamper("DELETE FROM audit_log WHERE position > " + before.position());
    assertThat(audit.verify(Head.NONE)).isEqualTo(new Verdict.Sound(before));
    assertThat(audit.verify(noted))
        .isEqualTo(
            new Verdict.Broken(
                noted.position(),
                "the log ends before the noted position " + noted.position() + ": it was cut off"));
    tamper("INSERT INTO audit_log SELECT * FROM cut");
    sql("DROP TABLE cut");
    assertThat(audit.verify(noted)).isEqualTo(new Verdict.Sound(noted));
    assertThat(audit.verify(new Head(noted.position(), "0".repeat(64))))
        .isEqualTo(
            new Verdict.Broken(
                noted.position(), "it is not the entry that was noted: the log was written anew"));
  }
}
