package dev.consilium.memory.postgres;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.SecureRandom;
import java.util.HexFormat;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * A PostgreSQL server of this user's own, shared by all processes that use the same folder: the
 * first starts it, the others join, the last one out stops it. Blocks while it works; thread-safe.
 *
 * <pre>
 * FOLDER/18.6.0/       programs
 * FOLDER/data-18/      the database
 * FOLDER/password      of its only user; the server listens on 127.0.0.1, where others may be
 * FOLDER/*.lock        see {@link FolderLocks}
 * FOLDER/server.log
 * </pre>
 */
public final class EmbeddedPostgres implements AutoCloseable {
  public static final String USER = "consilium";
  public static final String DATABASE = "postgres";

  /** Where the running server is reached. */
  public record Address(int port, String password) {
    @Override
    public String toString() {
      return "127.0.0.1:" + port;
    }
  }

  private final Path folder;
  private final Consumer<String> progress;
  private final FolderLocks locks;
  private boolean entered;
  private boolean closed;

  public EmbeddedPostgres(Path folder, Consumer<String> progress) {
    this.folder = folder.toAbsolutePath().normalize();
    this.progress = progress;
    this.locks = FolderLocks.of(this.folder);
  }

  /** Starts the server or joins the running one. To be called again when it cannot be reached. */
  public synchronized Address ensureRunning() throws IOException {
    if (closed) {
      throw new IOException("the database was closed");
    }
    Folders.createPrivate(folder);
    return locks.whileStarting(() -> {
      if (!entered) {
        locks.enter();
        entered = true;
      }
      PostgresPrograms programs =
          new PostgresPrograms(PostgresBinaries.unpacked(folder, progress), folder);
      Path data = folder.resolve("data-" + majorVersion());
      if (!Files.isDirectory(data)) {
        create(programs, data);
      }
      Optional<Integer> running = PostmasterFile.of(data).runningPort();
      int port = running.isPresent() ? running.get() : programs.start(data, progress);
      return new Address(port, Files.readString(folder.resolve("password")).strip());
    });
  }

  private void create(PostgresPrograms programs, Path data) throws IOException {
    progress.accept("Creating the database in " + data);
    Folders.deleteUnfinished(folder);
    byte[] random = new byte[24];
    new SecureRandom().nextBytes(random);
    Path password = folder.resolve("password");
    Path fresh = folder.resolve("password.unfinished");
    Files.deleteIfExists(fresh);
    Files.writeString(fresh, HexFormat.of().formatHex(random));
    Folders.restrict(fresh);
    Files.move(fresh, password, StandardCopyOption.REPLACE_EXISTING);
    Path unfinished = Folders.unfinished(folder, "data");
    programs.initialize(unfinished, password);
    Files.move(unfinished, data, StandardCopyOption.ATOMIC_MOVE);
  }

  private static String majorVersion() {
    return PostgresBinaries.VERSION.substring(0, PostgresBinaries.VERSION.indexOf('.'));
  }

  /** Version of the server this build carries. */
  public static String version() {
    return PostgresBinaries.VERSION;
  }

  /** Leaves; stops the server if nobody else uses it. */
  @Override
  public synchronized void close() throws IOException {
    if (closed) {
      return;
    }
    closed = true;
    if (!entered) {
      return;
    }
    boolean _ =
        locks.whileStarting(() -> {
          boolean last = locks.leave();
          Path data = folder.resolve("data-" + majorVersion());
          if (last && PostmasterFile.of(data).runningPort().isPresent()) {
            new PostgresPrograms(PostgresBinaries.unpacked(folder, progress), folder).stop(data);
          }
          return last;
        });
  }
}
