package dev.consilium.tools.sandbox;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Objects;

/** The program in a container that runs others; it comes with the host, not with the image. */
final class Supervisor {
  private Supervisor() {}

  /** Isolated from the image's settings, and without what it would load for a user. */
  static List<String> entrypoint(AllowedHosts allowed) {
    return List.of(
        "python3",
        "-I",
        "-S",
        "-c",
        source("supervisor.py"),
        source("worker.py"),
        allowed.isNone() ? "alone" : "connected");
  }

  /** A file that lies beside this class. */
  static String source(String name) {
    try (InputStream file = Objects.requireNonNull(Supervisor.class.getResourceAsStream(name))) {
      return new String(file.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
