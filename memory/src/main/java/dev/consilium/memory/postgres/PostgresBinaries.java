package dev.consilium.memory.postgres;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Locale;
import java.util.Properties;
import java.util.function.Consumer;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;
import org.apache.commons.compress.compressors.xz.XZCompressorInputStream;

/** The PostgreSQL programs that came with the build, unpacked once for each version. */
final class PostgresBinaries {
  /** Version of the binaries on the class path; written by the build. */
  static final String VERSION = version();

  private PostgresBinaries() {}

  /**
   * The folder with {@code bin}, {@code lib} and {@code share}. The caller holds the start lock.
   */
  static Path unpacked(Path root, Consumer<String> progress) throws IOException {
    Path folder = root.resolve(VERSION);
    if (Files.isDirectory(folder)) {
      return folder;
    }
    progress.accept("Unpacking PostgreSQL " + VERSION + " into " + folder);
    Folders.deleteUnfinished(root);
    Path unfinished = Folders.unfinished(root, VERSION);
    String archive = archive();
    try (InputStream packed = PostgresBinaries.class.getResourceAsStream("/" + archive)) {
      if (packed == null) {
        throw new IOException(
            "This build carries no PostgreSQL for this platform ("
                + archive
                + "). Build on this machine, or set CONSILIUM_DATABASE_URL.");
      }
      unpack(packed, unfinished);
    }
    Files.move(unfinished, folder, StandardCopyOption.ATOMIC_MOVE);
    return folder;
  }

  private static void unpack(InputStream packed, Path target) throws IOException {
    boolean posix = target.getFileSystem().supportedFileAttributeViews().contains("posix");
    try (TarArchiveInputStream tar =
        new TarArchiveInputStream(new XZCompressorInputStream(new BufferedInputStream(packed)))) {
      for (TarArchiveEntry entry = tar.getNextEntry(); entry != null; entry = tar.getNextEntry()) {
        Path path = target.resolve(entry.getName()).normalize();
        if (!path.startsWith(target)) {
          throw new IOException("the archive leaves its folder: " + entry.getName());
        }
        if (entry.isDirectory()) {
          Files.createDirectories(path);
          continue;
        }
        Files.createDirectories(path.resolveSibling("."));
        if (entry.isSymbolicLink()) {
          link(path, Path.of(entry.getLinkName()));
        } else {
          Files.copy(tar, path);
          if (posix && (entry.getMode() & 0100) != 0) {
            Files.setPosixFilePermissions(path, PosixFilePermissions.fromString("rwxr-xr-x"));
          }
        }
      }
    }
  }

  private static void link(Path path, Path to) throws IOException {
    try {
      Files.createSymbolicLink(path, to);
    } catch (FileAlreadyExistsException e) {
      Files.delete(path);
      Files.createSymbolicLink(path, to);
    }
  }

  private static String archive() {
    String os = System.getProperty("os.name", "").toLowerCase(Locale.ROOT);
    String arch = System.getProperty("os.arch", "").toLowerCase(Locale.ROOT);
    boolean arm = arch.equals("aarch64") || arch.equals("arm64");
    String platform =
        os.startsWith("mac") ? "darwin" : os.startsWith("windows") ? "windows" : "linux";
    return "postgres-" + platform + "-" + (arm ? "arm_64" : "x86_64") + ".txz";
  }

  private static String version() {
    try (InputStream in =
        PostgresBinaries.class.getResourceAsStream("/consilium-postgres.properties")) {
      Properties properties = new Properties();
      properties.load(in);
      return properties.getProperty("version");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
