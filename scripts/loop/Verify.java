import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** {@code scripts/verify [--quick]}: checks the whole project, and says how it went. */
final class Verify {
  private static final String QUICK = "--quick";

  private Verify() {}

  public static void main(String[] args) throws Exception {
    System.setOut(new PrintStream(System.out, true, StandardCharsets.UTF_8));
    List<String> words = List.of(args);
    Path root = Path.of(words.getFirst());
    List<String> options = words.subList(1, words.size());
    if (!options.isEmpty() && !options.equals(List.of(QUICK))) {
      System.err.println("Usage: scripts/verify [--quick]");
      System.exit(2);
    }
    // What an interrupt leaves running would disturb the next run.
    Runtime.getRuntime().addShutdownHook(new Thread(StepCommand::endAll));
    System.exit(run(root, !options.isEmpty()) ? 0 : 1);
  }

  private static boolean run(Path root, boolean isQuick) throws IOException, InterruptedException {
    Map<String, String> environment = new ConcurrentHashMap<>();
    if (!isQuick) {
      // What is missing fails its tests in place of skipping them.
      environment.put("CONSILIUM_REQUIRE", "all");
    }
    Path java = Path.of(System.getProperty("java.home"));
    VerifyPlan plan = new VerifyPlan(root, java, environment);
    List<Step> steps = isQuick ? plan.quick() : plan.whole();
    StepRunner runner = new StepRunner(Files.createDirectories(root.resolve("target/verify")));
    Summary summary = new Summary(runner.run(steps), !isQuick);
    summary.print(runner.sinceStart());
    return summary.isGood();
  }
}
