import java.io.IOException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;

/**
 * Brings what tests need beside the project: each by the script that the run of all tests has for
 * it.
 */
final class Needs {
  private final Path root;
  private final Map<String, String> environment = new HashMap<>();

  Needs(Path root) {
    this.root = root;
  }

  /** Looks for what the source of a test mentions. */
  void bringFor(String text) throws IOException, InterruptedException, Failure {
    if (text.contains("ChromaServer")
        || text.contains("scripts/chroma")
        || text.contains("'chroma'")) {
      bring("clients");
    }
    if (text.contains("CONSILIUM_SPECIFICATION")
        && !environment.containsKey("CONSILIUM_SPECIFICATION")) {
      environment.put("CONSILIUM_SPECIFICATION", bring("specification"));
    }
    if (text.contains("consilium-sandbox:")) {
      bring("engine");
    }
    if (text.contains("promtool")) {
      bring("deployment");
    }
    if (text.contains("'browser'")) {
      bring("browser");
    }
  }

  void bringClients() throws IOException, InterruptedException, Failure {
    bring("clients");
  }

  /** For the tests: nothing that they need may be missing. */
  Map<String, String> environment() {
    Map<String, String> all = new HashMap<>(environment);
    all.put("CONSILIUM_REQUIRE", "all");
    return all;
  }

  /** What the script says on stdout, which is mostly progress, goes to stderr. */
  private String bring(String script) throws IOException, InterruptedException, Failure {
    Process process =
        new ProcessBuilder(root.resolve("scripts").resolve(script).toString())
            .redirectError(ProcessBuilder.Redirect.INHERIT)
            .start();
    StringBuilder said = new StringBuilder();
    process
        .inputReader()
        .lines()
        .forEach(line -> {
          System.err.println(line);
          said.append(line);
        });
    if (process.waitFor() != 0) {
      throw new Failure("scripts/" + script + " could not bring what the test needs.");
    }
    return said.toString();
  }
}
