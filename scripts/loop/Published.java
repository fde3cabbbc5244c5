import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileTime;
import java.util.Optional;

/**
 * What {@code ./consilium} runs while this process lives: builds of the loop beside that of the
 * launcher, and the stamp that names one of them. Their names have the id of this process, by which
 * the launcher knows that they are none of its own, and takes them for stale when the process is
 * gone.
 */
final class Published implements AutoCloseable {
  private static final String PREFIX = "build-dev-";
  private static final int KEPT = 4;

  private final Path folder;
  private final Path stamp;
  private final String mine = PREFIX + ProcessHandle.current().pid() + "-";
  private final Optional<String> before;
  private final Optional<FileTime> madeBefore;
  private boolean closed;

  /** Remembers the build that was published before. */
  Published(Path folder) throws IOException {
    this.folder = Files.createDirectories(folder);
    this.stamp = folder.resolve("built");
    boolean there = Files.exists(stamp) && !Files.readString(stamp).startsWith(PREFIX);
    this.before = there ? Optional.of(Files.readString(stamp)) : Optional.empty();
    this.madeBefore = there ? Optional.of(Files.getLastModifiedTime(stamp)) : Optional.empty();
    Folders.keepNewest(folder, PREFIX, 0);
  }

  /** Gives the folder of the build. */
  synchronized Path publish(Product product, Libraries libraries) throws IOException {
    Path build = new Builds(folder, mine, KEPT).of(product, libraries);
    if (!closed) {
      write(build.getFileName() + "\n", FileTime.fromMillis(System.currentTimeMillis()));
    }
    return build;
  }

  /** The launcher has its own build again; when sources have changed since that, it will build. */
  @Override
  public synchronized void close() throws IOException {
    closed = true;
    boolean ours = Files.exists(stamp) && Files.readString(stamp).startsWith(mine);
    if (ours && before.isPresent() && Files.isDirectory(folder.resolve(before.get().strip()))) {
      write(before.get(), madeBefore.orElseThrow());
    }
  }

  private void write(String name, FileTime made) throws IOException {
    Path written = folder.resolve(mine + "stamp");
    Files.writeString(written, name);
    Files.setLastModifiedTime(written, made);
    Files.move(written, stamp, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
  }
}
