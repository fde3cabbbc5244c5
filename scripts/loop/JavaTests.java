import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The tests of one Maven module, run by JUnit's console launcher on what Maven has compiled: Maven
 * itself could not test one module beside another that it depends on.
 */
final class JavaTests implements Step.Work {
  private static final Duration LIMIT = Duration.ofMinutes(25);

  /** Where {@code scripts/build --checked} leaves the class path of a module's tests. */
  private static final String CLASS_PATH = "target/test-classpath";

  private final Path module;
  private final Path java;
  private final Map<String, String> environment;
  private final boolean unitTestsOnly;

  JavaTests(Path module, Path java, Map<String, String> environment, boolean unitTestsOnly) {
    this.module = module;
    this.java = java;
    this.environment = environment;
    this.unitTestsOnly = unitTestsOnly;
  }

  @Override
  public Step.Outcome run(StepLog log) throws IOException, InterruptedException {
    Path classes = module.resolve("target/test-classes");
    Path reports =
        Files.createDirectories(log.file().resolveSibling("junit-" + module.getFileName()));
    deleteFiles(reports);
    List<String> words = new ArrayList<>(List.of(java.resolve("bin/java").toString()));
    words.addAll(jvmOptions());
    words.addAll(
        List.of(
            "-cp",
            String.join(
                File.pathSeparator,
                classes.toString(),
                module.resolve("target/classes").toString(),
                Files.readString(module.resolve(CLASS_PATH)).strip()),
            "org.junit.platform.console.ConsoleLauncher",
            "execute",
            "--reports-dir=" + reports,
            "--details=testfeed",
            "--disable-banner",
            "--disable-ansi-colors",
            "--fail-if-no-tests"));
    words.addAll(selected(classes));
    Feed feed = new Feed(log);
    Step.Outcome outcome =
        new StepCommand(module, words).with(environment).within(LIMIT).run(log, feed::hear);
    List<TestResult> tests = TestReports.in(reports, module.getFileName().toString());
    return new Step.Outcome(tests, outcome.failure());
  }

  private List<String> selected(Path classes) throws IOException {
    return unitTestsOnly
        ? new UnitTests(classes).names().stream().map(name -> "--select-class=" + name).toList()
        : List.of("--scan-classpath=" + classes);
  }

  /** Those that the pom files have for Surefire. */
  private List<String> jvmOptions() throws IOException {
    String options =
        element(module.resolveSibling("pom.xml"), "argLine")
            .replace("${test.jvm.args}", element(module.resolve("pom.xml"), "test.jvm.args"));
    return Arrays.stream(options.split("\\s+")).filter(option -> !option.isEmpty()).toList();
  }

  /** The text of the first such element; empty where there is none. */
  private static String element(Path pom, String name) throws IOException {
    Matcher found =
        Pattern.compile("<" + Pattern.quote(name) + ">([^<]*)<").matcher(Files.readString(pom));
    return found.find() ? found.group(1) : "";
  }

  private static void deleteFiles(Path folder) throws IOException {
    try (var files = Files.list(folder)) {
      for (Path file : files.toList()) {
        Files.delete(file);
      }
    }
  }

  /** Counts what the launcher says of each test as it ends. */
  private static final class Feed {
    private final StepLog log;
    private int ended;
    private int failed;

    Feed(StepLog log) {
      this.log = log;
    }

    void hear(String line) {
      if (!line.startsWith("JUnit Jupiter > ")) {
        return;
      }
      if (line.contains(" :: FAILED")) {
        failed++;
        ended++;
      } else if (line.endsWith(" :: SUCCESSFUL") || line.contains(" :: SKIPPED")) {
        ended++;
      } else if (!line.endsWith(" :: STARTED")) {
        return;
      }
      String name = line.split(" > ")[1];
      log.progress(
          "%d tests%s, %s".formatted(ended, failed == 0 ? "" : ", " + failed + " failed", name));
    }
  }
}
