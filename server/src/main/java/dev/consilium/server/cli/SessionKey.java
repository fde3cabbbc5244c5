package dev.consilium.server.cli;

import dev.consilium.memory.Database;
import dev.consilium.server.config.Config;
import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;

/** The key that signs session ids: one for all nodes of an installation. */
final class SessionKey {
  private static final int BYTES = 32;

  private SessionKey() {}

  /** Of this process alone: what a stdio client carries for us goes nowhere else. */
  static byte[] ofProcess() {
    byte[] key = new byte[BYTES];
    new SecureRandom().nextBytes(key);
    return key;
  }

  /**
   * From the shared database; with an embedded one, from the home folder, which is there at once.
   */
  static byte[] shared(Config config, Database database) {
    if (config.databaseUrl().isPresent()) {
      return database.secrets().getOrCreate("session", BYTES);
    }
    try {
      return ofHome(config.home());
    } catch (IOException e) {
      throw new CommandException(
          "The home folder %s cannot be used (%s). Choose another with --home."
              .formatted(config.home(), e.getClass().getSimpleName()));
    }
  }

  private static byte[] ofHome(Path home) throws IOException {
    Path file = home.resolve("session.key");
    try {
      return Files.readAllBytes(file);
    } catch (NoSuchFileException e) {
      Files.createDirectories(home);
      byte[] key = ofProcess();
      Path fresh = Files.createTempFile(home, "session", ".tmp");
      try {
        if (fresh.getFileSystem().supportedFileAttributeViews().contains("posix")) {
          Files.setPosixFilePermissions(fresh, PosixFilePermissions.fromString("rw-------"));
        }
        Files.write(fresh, key);
        // A link is made whole or not at all, and never over another process's key.
        Files.createLink(file, fresh);
        return key;
      } catch (FileAlreadyExistsException raced) {
        return Files.readAllBytes(file);
      } finally {
        Files.delete(fresh);
      }
    }
  }
}
