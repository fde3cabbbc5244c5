package dev.consilium.memory;

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
    Database database =
        new Database(
            new DatabaseConfig(home, Optional.empty(), 16, SearchConfig.DEFAULT, progress));
    database.start();
    return database;
  }

  /** A name that no other test uses. */
  public static String fresh(String name) {
    return name + "-" + UUID.randomUUID();
  }

  public static Path temporaryHome() {
    try {
      return Files.createTempDirectory("consilium-test");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
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
}
