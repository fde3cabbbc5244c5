package dev.consilium.memory;

import dev.consilium.memory.embedding.EmbeddingConfig;
import dev.consilium.memory.embedding.EmbeddingModel;
import dev.consilium.memory.fixtures.HomeTemplate;
import dev.consilium.memory.postgres.EmbeddedPostgres;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Consumer;
import java.util.stream.Stream;

/** One database for all tests of a run that do no harm to it; each uses projects of its own. */
public final class TestDatabase {
  /** Loaded once; whoever closes a database leaves it to the others. */
  private static final EmbeddingModel MODEL =
      new LeftOpen(EmbeddingConfig.DEFAULT.open().orElseThrow());

  private static final Path HOME = temporaryHome();
  private static final Database SHARED = open(HOME);
  private static final Connections CONNECTIONS =
      new Connections(
          new DatabaseConfig(HOME, Optional.empty(), 2, SearchConfig.WORDS_ONLY, _ -> {}));

  private static final Connections OTHER_CONNECTIONS =
      new Connections(
          new DatabaseConfig(HOME, Optional.empty(), 2, SearchConfig.WORDS_ONLY, _ -> {}));
  private static final Transactions OTHERS = new Transactions(OTHER_CONNECTIONS);

  static {
    Runtime.getRuntime()
        .addShutdownHook(
            new Thread(() -> {
              CONNECTIONS.close();
              OTHER_CONNECTIONS.close();
              SHARED.close();
              delete(HOME);
            }));
  }

  private TestDatabase() {}

  public static Database shared() {
    return SHARED;
  }

  /** For what is below the stores. */
  public static Transactions transactions() {
    return new Transactions(CONNECTIONS);
  }

  /** Of connections that no other transactions of the test use. */
  public static Transactions ofOthers() {
    return OTHERS;
  }

  public static Path sharedHome() {
    return HOME;
  }

  public static Database open(Path home) {
    return open(home, _ -> {});
  }

  public static Database open(Path home, Consumer<String> progress) {
    return open(new DatabaseConfig(home, Optional.empty(), 16, SearchConfig.DEFAULT, progress));
  }

  /** Where the model is the usual one, it is that of all tests. */
  public static Database open(DatabaseConfig config) {
    Database database =
        config.search().embedding().equals(EmbeddingConfig.DEFAULT)
            ? new Database(config, Optional.of(MODEL))
            : new Database(config);
    database.start();
    return database;
  }

  /** A name that no other test uses. */
  public static String fresh(String name) {
    return name + "-" + UUID.randomUUID();
  }

  /** A home that has a database, of which all tables are empty. */
  public static Path temporaryHome() {
    return HomeTemplate.fill(temporaryFolder());
  }

  public static Path temporaryFolder() {
    try {
      return Files.createTempDirectory("consilium-test");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Of another database of the shared server, with nothing in it. */
  public static String freshUrl() throws Exception {
    String name = "fresh_" + UUID.randomUUID().toString().replace('-', '_');
    return Sql.onSharedServer((address, statement) -> {
      boolean _ = statement.execute("CREATE DATABASE " + name);
      return "postgresql://%s:%s@%s/%s"
          .formatted(EmbeddedPostgres.USER, address.password(), address, name);
    });
  }

  public static void delete(Path home) {
    try {
      List<Path> paths;
      try (Stream<Path> walk = Files.walk(home)) {
        paths = walk.sorted(Comparator.reverseOrder()).toList();
      }
      for (Path path : paths) {
        Files.deleteIfExists(path);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private record LeftOpen(EmbeddingModel model) implements EmbeddingModel {
    @Override
    public String name() {
      return model.name();
    }

    @Override
    public List<float[]> passages(List<String> texts) {
      return model.passages(texts);
    }

    @Override
    public float[] query(String text) {
      return model.query(text);
    }

    @Override
    public void close() {}
  }
}
