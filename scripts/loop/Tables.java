import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/**
 * The jOOQ classes of a module with migrations, read off a database by its generator as in Maven's
 * build, after the migrations or the generator have changed.
 */
final class Tables {
  private static final String POSTGRES = "dev/consilium/memory/postgres";

  private final Project project;
  private final Module module;
  private final Path generator;
  private final Path memo;

  Tables(Project project, Module module) {
    this.project = project;
    this.module = module;
    this.generator = module.folder().resolve("src/build/java/GenerateTables.java");
    this.memo = module.output().resolve("tables.known");
  }

  boolean isWanted() {
    return Files.exists(generator);
  }

  void update(List<Path> classPath, Path resources)
      throws IOException, InterruptedException, Failure {
    String now = state();
    if (Files.exists(memo) && Files.readString(memo).equals(now)) {
      return;
    }
    long began = System.nanoTime();
    Console.say("Generating the tables of " + module.name() + "…");
    Files.deleteIfExists(memo);
    Path classes = module.output().resolve("generator-classes");
    new Compilation(
            "the database of the generator",
            project.root(),
            List.of(module.mainSources().resolve(POSTGRES)),
            classes,
            Build.release(module))
        .update(classPath, classPath.toString());
    // The generator looks at times only, and one may have come back to older migrations.
    Files.deleteIfExists(module.generatedSources().resolve("generated"));
    List<Path> all = new ArrayList<>(List.of(classes, resources));
    all.addAll(classPath);
    List<String> command =
        List.of(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "-Dorg.slf4j.simpleLogger.defaultLogLevel=warn",
            "-Dorg.jooq.no-logo=true",
            "-Dorg.jooq.no-tips=true",
            "-classpath",
            all.stream().map(Path::toString).collect(Collectors.joining(File.pathSeparator)),
            generator.toString(),
            module.folder().toString(),
            module.output().toString());
    int status = Programs.run(new ProcessBuilder(command).inheritIO());
    if (status != 0) {
      throw new Failure("The migrations of " + module.name() + " do not run.");
    }
    Files.writeString(memo, now);
    Console.say(
        "Generated the tables of %s in %s.".formatted(module.name(), Console.seconds(began)));
  }

  /** By content, since it takes seconds: a checkout makes files newer that are the same. */
  private String state() throws IOException {
    Digest digest = new Digest();
    List<Path> roots =
        List.of(module.folder().resolve("src/main/resources/db/migration"), generator.getParent());
    for (Path file : Snapshot.of(roots).files().keySet()) {
      digest.add(file.toString()).add(Files.readAllBytes(file));
    }
    return digest.name();
  }
}
