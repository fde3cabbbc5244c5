package dev.consilium.server.cli;

import dev.consilium.server.config.HomeFolder;
import dev.consilium.server.config.Setting;
import dev.consilium.transport.local.Relay;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * What the launcher runs for {@code consilium stdio}: a {@link Relay} to one {@link StdioCommand}
 * for all clients with the same settings. Loads few classes, since each client has one.
 */
public final class SharedStdio {
  private static final String END_OF_COMMAND = "--";
  private static final int KEY_BYTES = 8;
  private static final int FAILED = 1;

  /** What a process takes from its environment. */
  private static final List<String> SETTINGS =
      List.of("CONSILIUM_", "DOCKER_", "OTEL_", "JAVA_TOOL_OPTIONS", "JDK_JAVA_OPTIONS");

  private final List<String> command;
  private final List<String> flags;
  private final Map<String, String> environment;

  private SharedStdio(List<String> args, Map<String, String> environment) {
    int end = args.indexOf(END_OF_COMMAND);
    this.command = args.subList(0, end);
    this.flags = args.subList(end + 1, args.size());
    this.environment = environment;
  }

  /** Takes the command that runs {@code consilium stdio}, {@code --}, and the flags of the user. */
  public static void main(String[] args) {
    int status = new SharedStdio(List.of(args), System.getenv()).run();
    // The threads that still read have nobody to read for.
    Runtime.getRuntime().halt(status);
  }

  private int run() {
    Path home = HomeFolder.of(home(), Path.of(System.getProperty("user.home")));
    try {
      Files.createDirectories(home);
    } catch (IOException e) {
      System.err.println(
          "consilium: the home folder %s cannot be used (%s). Choose another with --home."
              .formatted(home, e));
      return FAILED;
    }
    try {
      return Relay.run(home, key(home), this::server);
    } catch (IOException e) {
      System.err.println(
          "consilium: the process that clients share, in %s, cannot be reached (%s). Start again, or set CONSILIUM_ALONE=1 in the environment of this client."
              .formatted(home.resolve("stdio"), e));
      return FAILED;
    }
  }

  /** The command with its socket, which comes before the flags: they may be wrong. */
  private List<String> server(Path socket) {
    List<String> words = new ArrayList<>(command);
    words.add(socket.toString());
    words.addAll(flags);
    return words;
  }

  private String home() {
    String flag = Setting.HOME.flag();
    for (int i = 0; i < flags.size(); i++) {
      String word = flags.get(i);
      if (word.startsWith(flag + "=")) {
        return word.substring(flag.length() + 1);
      }
      if (word.equals(flag) && i + 1 < flags.size()) {
        return flags.get(i + 1);
      }
    }
    String variable = environment.getOrDefault(Setting.HOME.variable(), "");
    return variable.isBlank() ? Setting.HOME.fallback() : variable.strip();
  }

  /** The same for the same build with the same settings. */
  private String key(Path home) throws IOException {
    MessageDigest digest;
    try {
      digest = MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
    for (String word : server(home)) {
      add(digest, word);
    }
    new TreeMap<>(environment)
        .forEach((name, value) -> {
          if (SETTINGS.stream().anyMatch(name::startsWith)) {
            add(digest, name + "=" + value);
          }
        });
    Path file = home.resolve(Setting.FILE);
    if (Files.exists(file)) {
      digest.update(Files.readAllBytes(file));
    }
    return HexFormat.of().formatHex(digest.digest(), 0, KEY_BYTES);
  }

  private static void add(MessageDigest digest, String text) {
    digest.update(text.getBytes(StandardCharsets.UTF_8));
    digest.update((byte) 0);
  }
}
