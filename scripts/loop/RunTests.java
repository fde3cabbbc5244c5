import java.io.File;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** Runs the tests that are named: {@code scripts/test}. */
final class RunTests {
  private static final int FAILED = 1;
  private static final int WRONG_USAGE = 2;
  private static final int BUILDS_KEPT = 4;
  private static final String JUNIT = "org.junit.platform.console.ConsoleLauncher";

  private final Path root;
  private final Needs needs;

  private RunTests(Path root) {
    this.root = root;
    this.needs = new Needs(root);
  }

  /** Takes the folder of the project and the patterns. */
  public static void main(String[] args) throws IOException, InterruptedException {
    List<String> patterns = List.of(args).subList(1, args.length);
    int status;
    try {
      status = new RunTests(Path.of(args[0])).run(patterns);
    } catch (Failure e) {
      System.err.println(e.getMessage());
      status = WRONG_USAGE;
    }
    System.exit(status);
  }

  private int run(List<String> patterns) throws IOException, InterruptedException, Failure {
    Project project = Project.read(root);
    List<JavaTest> java = JavaTest.all(project);
    List<ClientTest> clients = ClientTest.all(root.resolve("clients"));
    if (patterns.equals(List.of("--list"))) {
      java.forEach(test -> System.out.println(test.module().name() + " " + test.simpleName()));
      clients.forEach(test -> System.out.println("clients " + test.name()));
      return 0;
    }
    Selection selection = Selection.of(patterns, java, clients);
    for (Selection.JavaTests tests : selection.java()) {
      needs.bringFor(tests.test().text());
    }
    if (!selection.clients().isEmpty()) {
      needs.bringClients();
    }
    for (ClientTest test : selection.clients()) {
      needs.bringFor(test.text());
    }
    boolean passed = true;
    for (ProcessBuilder program : programs(selection)) {
      passed &= Programs.run(program) == 0;
    }
    return passed ? 0 : FAILED;
  }

  /** Builds what the tests run on, and says how each group of them is run. */
  private List<ProcessBuilder> programs(Selection selection)
      throws IOException, InterruptedException, Failure {
    Map<Module, List<Selection.JavaTests>> byModule =
        selection.java().stream()
            .collect(
                Collectors.groupingBy(
                    one -> one.test().module(), LinkedHashMap::new, Collectors.toList()));
    List<ProcessBuilder> programs = new ArrayList<>();
    try (Lock _ = Lock.acquire(root.resolve("target/loop/lock"))) {
      Build build = Build.of(root);
      for (Map.Entry<Module, List<Selection.JavaTests>> one : byModule.entrySet()) {
        Module module = one.getKey();
        programs.add(junit(module, build.tests(module), one.getValue()));
      }
      if (!selection.clients().isEmpty()) {
        programs.addAll(clients(build, selection.clients()));
      }
    }
    programs.forEach(program -> program.environment().putAll(needs.environment()));
    return programs;
  }

  /** A JVM with the options that Maven's build gives it, but for those of long runs. */
  private static ProcessBuilder junit(
      Module module, List<Path> classPath, List<Selection.JavaTests> tests) {
    List<String> command =
        new ArrayList<>(
            List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:+EnableDynamicAgentLoading",
                "-Xshare:auto",
                "-XX:TieredStopAtLevel=1"));
    String options = module.pom().properties().getOrDefault("test.jvm.args", "");
    command.addAll(
        List.of(options.split("\\s+")).stream().filter(word -> !word.isEmpty()).toList());
    command.addAll(
        List.of(
            "-cp",
            classPath.stream().map(Path::toString).collect(Collectors.joining(File.pathSeparator)),
            JUNIT,
            "execute",
            "--disable-banner",
            "--details=tree",
            "--fail-if-no-tests"));
    if (System.console() == null || !System.console().isTerminal()) {
      command.add("--disable-ansi-colors");
    }
    for (Selection.JavaTests one : tests) {
      String name = one.test().name();
      command.add("--select-class=" + name);
      String ofClass = Pattern.quote(name) + "(\\$[^#]*)?#";
      if (one.methods().isEmpty()) {
        command.add("--include-methodname=" + ofClass + ".*");
      }
      one.methods().forEach(method -> command.add("--include-methodname=" + ofClass + method));
    }
    return new ProcessBuilder(command).directory(module.folder().toFile()).inheritIO();
  }

  /** All files without a pattern of names in one run, each other file in one of its own. */
  private List<ProcessBuilder> clients(Build build, List<ClientTest> tests)
      throws IOException, InterruptedException, Failure {
    Module server = build.project().module("server");
    Product product = build.product(server);
    Path folder =
        new Builds(build.project().output().resolve("builds"), "build-", BUILDS_KEPT)
            .of(product, build.libraries(product));
    boolean fixture = false;
    for (ClientTest test : tests) {
      fixture |= test.text().contains("fixture");
    }
    if (fixture) {
      build.tests(server);
    }
    List<ProcessBuilder> programs = new ArrayList<>();
    Map<String, List<ClientTest>> groups =
        tests.stream()
            .collect(
                Collectors.groupingBy(
                    test -> test.only().orElse(""), LinkedHashMap::new, Collectors.toList()));
    groups.forEach((only, group) -> {
      List<String> command = new ArrayList<>();
      command.add(root.resolve("clients/node_modules/.bin/node").toString());
      command.addAll(List.of("--test", "--test-concurrency=1", "--test-timeout=600000"));
      command.add("--test-reporter=spec");
      if (!only.isEmpty()) {
        command.add("--test-name-pattern=" + only);
      }
      group.forEach(test -> command.add(test.file().toString()));
      ProcessBuilder program =
          new ProcessBuilder(command).directory(root.resolve("clients").toFile()).inheritIO();
      program.environment().put("CONSILIUM_BUILD", folder.toString());
      program.environment().put("CONSILIUM_TEST_CLASSES", server.testClasses().toString());
      programs.add(program);
    });
    return programs;
  }
}
