package dev.consilium.server.config;

import java.nio.file.Path;

/** The folder that {@link Setting#HOME} names. */
public final class HomeFolder {
  private HomeFolder() {}

  /** Its absolute path; {@code ~} is the user's home folder. */
  public static Path of(String text, Path userHome) {
    Path path = text.startsWith("~/") ? userHome.resolve(text.substring(2)) : Path.of(text);
    return path.toAbsolutePath().normalize();
  }
}
