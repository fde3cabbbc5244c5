import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/** Whole folders. */
final class Folders {
  private Folders() {}

  static void delete(Path folder) throws IOException {
    if (!Files.exists(folder)) {
      return;
    }
    List<Path> paths;
    try (Stream<Path> walk = Files.walk(folder)) {
      paths = walk.sorted(Comparator.reverseOrder()).toList();
    }
    for (Path path : paths) {
      Files.deleteIfExists(path);
    }
  }

  /** A folder that is there, and empty. */
  static void empty(Path folder) throws IOException {
    delete(folder);
    Files.createDirectories(folder);
  }

  /** Deletes all but the newest of those whose names begin like this. */
  static void keepNewest(Path folder, String prefix, int kept) throws IOException {
    List<Path> all;
    try (Stream<Path> paths = Files.list(folder)) {
      all =
          paths
              .filter(path -> path.getFileName().toString().startsWith(prefix))
              .sorted(Comparator.comparing((Path path) -> path.toFile().lastModified()).reversed())
              .toList();
    }
    for (Path old : all.subList(Math.min(kept, all.size()), all.size())) {
      delete(old);
    }
  }

  /** The same file once more, or a copy of it on another file system. */
  static void link(Path link, Path file) throws IOException {
    try {
      Files.createLink(link, file);
    } catch (FileAlreadyExistsException e) {
      throw e;
    } catch (IOException | UnsupportedOperationException e) {
      Files.copy(file, link, StandardCopyOption.COPY_ATTRIBUTES);
    }
  }
}
