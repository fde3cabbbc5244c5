import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Asks Maven what the modules depend on: once, and again after the poms have changed. */
final class ClassPaths {
  private static final String GROUP = "dev.consilium";
  private static final int LINES_OF_FAILURE = 25;

  private final Project project;
  private final Path folder;

  ClassPaths(Project project) {
    this.project = project;
    this.folder = project.output().resolve("class-paths");
  }

  Map<String, ClassPath> read() throws IOException, InterruptedException, Failure {
    Digest digest = new Digest();
    for (Path pom : project.poms()) {
      digest.add(Files.readAllBytes(pom));
    }
    Path known = folder.resolve(digest.name());
    if (Files.isDirectory(known)) {
      Map<String, ClassPath> paths = parse(known);
      if (paths.values().stream().allMatch(path -> path.jars().stream().allMatch(Files::exists))) {
        return paths;
      }
    }
    Folders.delete(folder);
    ask(known);
    return parse(known);
  }

  private Map<String, ClassPath> parse(Path known) throws IOException {
    Map<String, ClassPath> paths = new HashMap<>();
    for (Module module : project.modules()) {
      paths.put(
          module.name(), ClassPath.parse(Files.readAllLines(known.resolve(module.name())), GROUP));
    }
    return paths;
  }

  /**
   * The phase has to be one after the compilation, or else Maven takes no module for built; but
   * nothing is compiled.
   */
  private void ask(Path known) throws IOException, InterruptedException, Failure {
    Console.say("Asking Maven for the class paths (after a change of a pom.xml)…");
    Files.createDirectories(project.output());
    Path log = project.output().resolve("maven.log");
    List<String> command = new ArrayList<>(List.of(project.root().resolve("mvnw").toString()));
    command.addAll(List.of("-B", "-ntp", "process-classes", "dependency:resolve"));
    command.addAll(List.of("-Dmaven.main.skip", "-Dmaven.resources.skip", "-Dexec.skip"));
    command.addAll(List.of("-DoutputAbsoluteArtifactFilename", "-DoutputFile=target/class-path"));
    int status =
        Programs.run(
            new ProcessBuilder(command)
                .directory(project.root().toFile())
                .redirectErrorStream(true)
                .redirectOutput(log.toFile()));
    if (status != 0) {
      List<String> lines = Files.readAllLines(log);
      throw new Failure(
          String.join(
                  "\n", lines.subList(Math.max(0, lines.size() - LINES_OF_FAILURE), lines.size()))
              + "\nMaven could not say what the modules depend on; the whole log: "
              + log);
    }
    Path made = folder.resolve("new");
    Files.createDirectories(made);
    for (Module module : project.modules()) {
      Files.move(module.folder().resolve("target/class-path"), made.resolve(module.name()));
    }
    Files.deleteIfExists(project.root().resolve("target/class-path"));
    Files.move(made, known);
  }
}
