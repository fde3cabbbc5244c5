import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.TreeMap;

/**
 * Keeps a host running on what the sources are: {@code scripts/dev}. After each change that
 * compiles, the build is published for what stdio clients start, and the host of HTTP is started
 * anew; after one that does not, both stay as they are.
 */
final class Dev {
  private static final int FAILED = 1;
  private static final String SERVER = "server";

  private final Path root;
  private final Published published;
  private final HostProcess host;
  private List<Path> watched;
  private Optional<Product> running = Optional.empty();

  private Dev(Path root, List<String> flags) throws IOException {
    this.root = root;
    this.published = new Published(root.resolve("server/target/consilium"));
    this.host = new HostProcess(root, flags);
    // All there is to look at until it could be read.
    this.watched = List.of(root.resolve("pom.xml"));
  }

  /** Takes the folder of the project, and the flags of {@code serve}. */
  public static void main(String[] args) throws IOException, InterruptedException {
    Path root = Path.of(args[0]);
    List<String> flags = List.of(args).subList(1, args.length);
    try (Lock _ =
        Lock.acquireNow(
            root.resolve("target/loop/dev.lock"), "scripts/dev runs in this folder already.")) {
      Dev dev = new Dev(root, flags);
      Runtime.getRuntime().addShutdownHook(new Thread(dev::close));
      dev.run();
    } catch (Failure e) {
      System.err.println(e.getMessage());
      System.exit(FAILED);
    }
  }

  private void run() throws IOException, InterruptedException {
    try (Watcher watcher = new Watcher()) {
      Snapshot seen = new Snapshot(new TreeMap<>());
      while (true) {
        long began = System.nanoTime();
        Optional<Instant> saved = Optional.empty();
        try {
          watched = Project.read(root).sources();
          Snapshot now = Snapshot.of(watched);
          saved = seen.files().isEmpty() ? saved : newest(now.changedSince(seen));
          // Taken before the build: what is saved meanwhile is built after it.
          seen = now;
          build(began, saved);
        } catch (Failure e) {
          System.err.println(e.getMessage());
          Console.say(
              running.isEmpty()
                  ? "Nothing runs yet; the next change is tried."
                  : "The host keeps running on what compiled before; the next change is tried.");
        }
        watcher.awaitChange(watched, seen);
      }
    }
  }

  private void build(long began, Optional<Instant> saved)
      throws IOException, InterruptedException, Failure {
    try (Lock _ = Lock.acquire(root.resolve("target/loop/lock"))) {
      Build build = Build.of(root);
      Product product = build.product(build.project().module(SERVER));
      if (running.filter(product::equals).isPresent()) {
        Console.say("What runs is the same.");
        return;
      }
      Libraries libraries = build.libraries(product);
      Path folder = published.publish(product, libraries);
      boolean first = running.isEmpty();
      boolean isLearning = !libraries.hasArchive();
      running = Optional.of(product);
      host.restart(
          folder,
          isLearning ? libraries.option() : "",
          () -> {
            Console.say(report(began, saved));
            inBackground(() -> {
              if (isLearning) {
                libraries.makeArchive();
              }
              if (first) {
                rehearse(build);
              }
            });
          });
    }
  }

  private interface Work {
    void run() throws IOException, InterruptedException, Failure;
  }

  /** What makes later changes faster; it may fail, as when something is being saved. */
  private static void inBackground(Work work) {
    Thread.ofPlatform()
        .daemon()
        .priority(Thread.MIN_PRIORITY)
        .start(() -> {
          try {
            work.run();
          } catch (IOException | InterruptedException | Failure e) {
            // The next change takes longer.
          }
        });
  }

  private static void rehearse(Build build) throws IOException, InterruptedException, Failure {
    for (Module module : build.project().modules()) {
      build.rehearse(module);
    }
  }

  private static String report(long began, Optional<Instant> saved) {
    return saved
        .map(since ->
            String.format(
                Locale.ROOT,
                "The change is served, %.1f s after it was saved.",
                Duration.between(since, Instant.now()).toMillis() / 1e3))
        .orElseGet(() -> "Ready after %s; watching.".formatted(Console.seconds(began)));
  }

  private static Optional<Instant> newest(List<Path> files) throws IOException {
    Optional<Instant> newest = Optional.empty();
    for (Path file : files) {
      if (Files.exists(file)) {
        Instant modified = Files.getLastModifiedTime(file).toInstant();
        newest = newest.filter(other -> other.isAfter(modified)).or(() -> Optional.of(modified));
      }
    }
    return newest;
  }

  private void close() {
    try {
      published.close();
      host.close();
    } catch (IOException e) {
      System.err.println(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
