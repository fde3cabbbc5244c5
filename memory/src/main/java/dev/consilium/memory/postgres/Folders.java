package dev.consilium.memory.postgres;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Folders of the home folder: nobody else may read them. */
final class Folders {
  private static final Logger log = LoggerFactory.getLogger(Folders.class);
  private static final String UNFINISHED = ".unfinished";

  private Folders() {}

  static void createPrivate(Path folder) throws IOException {
    if (Files.isDirectory(folder)) {
      return;
    }
    try {
      Files.createDirectories(folder);
    } catch (IOException e) {
      throw new IOException(
          "the folder " + folder + " cannot be made (" + e.getClass().getSimpleName() + ")", e);
    }
    permit(folder, "rwx------");
  }

  /** Keeps others from reading the file. */
  static void restrict(Path file) throws IOException {
    permit(file, "rw-------");
  }

  private static void permit(Path path, String permissions) throws IOException {
    if (path.getFileSystem().supportedFileAttributeViews().contains("posix")) {
      Files.setPosixFilePermissions(path, PosixFilePermissions.fromString(permissions));
    }
  }

  /** Deletes the folder and all in it, if it is there. */
  static void delete(Path folder) throws IOException {
    if (!Files.exists(folder, LinkOption.NOFOLLOW_LINKS)) {
      return;
    }
    List<Path> paths;
    try (Stream<Path> walk = Files.walk(folder)) {
      paths = walk.sorted(Comparator.reverseOrder()).toList();
    } catch (UncheckedIOException e) {
      throw e.getCause();
    }
    for (Path path : paths) {
      Files.deleteIfExists(path);
    }
  }

  /** A new folder for something that is moved to its place when it is whole. */
  static Path unfinished(Path parent, String name) throws IOException {
    return Files.createTempDirectory(parent, name + UNFINISHED);
  }

  /** Deletes what starts that were killed left behind, as far as nothing writes to it any more. */
  static void deleteUnfinished(Path parent) throws IOException {
    List<Path> left;
    try (Stream<Path> children = Files.list(parent)) {
      left = children.filter(path -> path.getFileName().toString().contains(UNFINISHED)).toList();
    }
    for (Path path : left) {
      try {
        delete(path);
      } catch (IOException e) {
        log.debug("{} is still in use", path, e);
      }
    }
  }
}
