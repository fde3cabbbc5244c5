import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The steps of the check, and what each waits for. */
final class VerifyPlan {
  private static final List<String> MODULES =
      List.of("memory", "tools", "server", "transport", "schemas");
  private static final List<String> VERSIONS = List.of("2025-11-25", "2026-07-28");

  /** Measures or loads the machine, so that nothing else may run. */
  private static final Set<String> ALONE = Set.of("hammer");

  /** What files begin with that take longest, so that they start first. */
  private static final List<String> FIRST =
      List.of("sandbox", "held", "notion", "inspector", "live", "modern");

  /** How a progress line of {@code scripts/build} looks. */
  private static final Pattern BUILDING = Pattern.compile("^  \\d+ s: (.+)$");

  private final Path root;
  private final Path java;
  private final Map<String, String> environment;
  private final List<Step> steps = new ArrayList<>();

  /** Maven does not share its local repository between processes while it fills it. */
  private final Lane maven = new Lane(1);

  private final Lane packages = new Lane(1);
  private final Lane javaTests = new Lane(1);
  private final Lane clients = new Lane(2);

  /** Tests of the sandbox count the containers of the machine. */
  private final Lane containers = new Lane(1);

  VerifyPlan(Path root, Path java, Map<String, String> environment) {
    this.root = root;
    this.java = java;
    this.environment = environment;
  }

  /** Everything that decides whether a change lands. */
  List<Step> whole() throws IOException {
    Step specification = add("specification", List.of(), List.of(), List.of(), this::specification);
    Step build = add("build", List.of(), List.of(), List.of(maven), this::build);
    Step npm = add("npm packages", List.of(), List.of(), List.of(), script("clients"));
    Step engine = add("sandbox engine", List.of(), List.of(), List.of(packages), script("engine"));
    Step browser = add("browser", List.of(), List.of(engine), List.of(packages), script("browser"));
    Step deployment =
        add(
            "nginx, promtool",
            List.of(),
            List.of(browser),
            List.of(packages),
            script("deployment"));
    for (String module : MODULES) {
      // The tests of the memory need the Chroma server that comes with the npm packages.
      add(
          "java " + module,
          List.of(build, npm),
          List.of(specification),
          List.of(javaTests),
          new JavaTests(root.resolve(module), java, environment, false));
    }
    add("format", List.of(), List.of(build), List.of(maven), this::format);
    for (String version : VERSIONS) {
      add(
          "conformance " + version,
          List.of(build, npm),
          List.of(),
          List.of(clients),
          new Conformance(root, version, environment));
    }
    List<String> names = ClientTests.names(root.resolve("clients"));
    names.stream()
        .filter(name -> !ALONE.contains(name))
        .sorted(Comparator.comparing(VerifyPlan::turn))
        .forEach(name -> client(name, build, npm, engine, browser, deployment));
    Step last = null;
    for (String name : names.stream().filter(ALONE::contains).toList()) {
      last = alone("clients " + name, clientTests(name), last, build, npm);
    }
    alone("benchmark", this::benchmark, last, build, npm);
    return steps;
  }

  /** What a push is checked with: format, compilers, unit tests, and every door once. */
  List<Step> quick() {
    Step build = add("build", List.of(), List.of(), List.of(maven), this::build);
    Step npm = add("npm packages", List.of(), List.of(), List.of(), script("clients"));
    add("format", List.of(), List.of(build), List.of(maven), this::format);
    for (String module : MODULES) {
      add(
          "java " + module,
          List.of(build),
          List.of(),
          List.of(javaTests),
          new JavaTests(root.resolve(module), java, environment, true));
    }
    add("clients smoke", List.of(build, npm), List.of(), List.of(clients), clientTests("smoke"));
    return steps;
  }

  private void client(
      String name, Step build, Step npm, Step engine, Step browser, Step deployment) {
    List<Step> needs = new ArrayList<>(List.of(build, npm));
    List<Lane> lanes = new ArrayList<>(List.of(clients));
    if (name.startsWith("sandbox")) {
      needs.add(engine);
      lanes.addFirst(containers);
    } else if (name.equals("documentation") || name.equals("inspected")) {
      needs.add(browser);
    } else if (name.equals("deployment")) {
      needs.add(deployment);
    }
    add("clients " + name, needs, List.of(), lanes, clientTests(name));
  }

  private static int turn(String name) {
    int turn = 0;
    while (turn < FIRST.size() && !name.startsWith(FIRST.get(turn))) {
      turn++;
    }
    return turn;
  }

  private ClientTests clientTests(String name) {
    return new ClientTests(root.resolve("clients"), name, environment);
  }

  /** A step that runs when all before it have ended. */
  private Step alone(String name, Step.Work work, Step last, Step... needs) {
    return add(name, List.of(needs), List.copyOf(steps), List.of(), work);
  }

  private Step add(
      String name, List<Step> needs, List<Step> after, List<Lane> lanes, Step.Work work) {
    Step step = new Step(name, needs, after, lanes, work);
    steps.add(step);
    return step;
  }

  private Step.Work script(String name, String... words) {
    return log -> command("scripts/" + name, words).run(log);
  }

  private StepCommand command(String program, String... words) {
    List<String> all = new ArrayList<>(List.of(program));
    all.addAll(List.of(words));
    return new StepCommand(root, all).with(environment);
  }

  private Step.Outcome build(StepLog log) throws IOException, InterruptedException {
    return command("scripts/build", "--checked")
        .run(
            log,
            line -> {
              Matcher building = BUILDING.matcher(line);
              if (building.find()) {
                log.progress(building.group(1));
              }
            });
  }

  private Step.Outcome format(StepLog log) throws IOException, InterruptedException {
    return command("./mvnw", "-B", "-T", "1C", "-Pbench", "-fae", "spotless:check").run(log);
  }

  /**
   * Its absence fails nothing, as not every network reaches it; the tests that read it are skipped.
   */
  private Step.Outcome specification(StepLog log) throws IOException, InterruptedException {
    List<String> said = new ArrayList<>();
    if (command("scripts/specification").run(log, said::add).isGood()) {
      environment.put("CONSILIUM_SPECIFICATION", said.getLast());
    }
    return Step.Outcome.DONE;
  }

  private Step.Outcome benchmark(StepLog log) throws IOException, InterruptedException {
    return command("scripts/bench", "calls", "--short").run(log, log::progress);
  }
}
