package dev.consilium.server.testing;

import dev.consilium.memory.fixtures.HomeTemplate;
import dev.consilium.server.Main;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.NullMarked;

/** The whole program, as a process of its own; most tests need only {@code InProcessServer}. */
@NullMarked
public final class Program implements AutoCloseable {
  private static final Pattern LISTENING = Pattern.compile("listening on (http://\\S+)/mcp");

  private final Process process;
  private final String url;

  private Program(Process process, String url) {
    this.process = process;
    this.url = url;
  }

  /** The command line without the arguments of the program: for clients that start it. */
  public static List<String> command() {
    return List.of(
        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
        "-XX:TieredStopAtLevel=1",
        "-cp",
        System.getProperty("java.class.path"),
        Main.class.getName());
  }

  /** A server on a free port, once it listens. A home that is empty gets a migrated database. */
  public static Program serve(Path home, String... flags) throws IOException {
    if (!Files.exists(home.resolve("postgres"))) {
      var _ = HomeTemplate.fill(home);
    }
    List<String> command = new ArrayList<>(command());
    command.addAll(List.of("serve", "--port", "0", "--home", home.toString()));
    command.addAll(List.of(flags));
    Process process =
        new ProcessBuilder(command).redirectOutput(ProcessBuilder.Redirect.DISCARD).start();
    BufferedReader stderr = process.errorReader();
    StringBuilder said = new StringBuilder();
    for (String line = stderr.readLine(); line != null; line = stderr.readLine()) {
      said.append(line).append('\n');
      Matcher matcher = LISTENING.matcher(line);
      if (matcher.find()) {
        // Nobody else reads it, and a full pipe would stop the program.
        Thread.ofVirtual()
            .start(() ->
                stderr
                    .lines()
                    .filter(more -> more.contains(" ERROR "))
                    .forEach(System.err::println));
        return new Program(process, matcher.group(1));
      }
    }
    throw new IOException("the server did not start: " + said);
  }

  public String url() {
    return url;
  }

  @Override
  public void close() throws IOException {
    process.destroy();
    try {
      if (!process.waitFor(30, TimeUnit.SECONDS)) {
        process.destroyForcibly();
        throw new IOException("the server did not stop");
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException(e);
    }
  }
}
