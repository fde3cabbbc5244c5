import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The project as its poms describe it: modules stand after those they depend on, as the root pom
 * lists them.
 */
record Project(Path root, Pom pom, List<Module> modules) {

  static Project read(Path root) throws IOException, Failure {
    Pom pom = Pom.read(root.resolve("pom.xml"), Map.of());
    List<Module> modules = new ArrayList<>();
    for (String name : pom.modules()) {
      Path folder = root.resolve(name);
      Pom own = Pom.read(folder.resolve("pom.xml"), pom.properties());
      if (Files.isDirectory(folder.resolve("src"))) {
        modules.add(new Module(own.artifactId(), folder, own, output(root).resolve(name)));
      }
    }
    return new Project(root, pom, List.copyOf(modules));
  }

  /** Where the loop keeps what it makes, apart from what Maven builds. */
  Path output() {
    return output(root);
  }

  /** The file of the root pom and those of the modules. */
  List<Path> poms() {
    List<Path> files = new ArrayList<>(List.of(root.resolve("pom.xml")));
    pom.modules().forEach(name -> files.add(root.resolve(name).resolve("pom.xml")));
    return files;
  }

  /** All that the product is made of: files, and folders of them. */
  List<Path> sources() {
    List<Path> sources = new ArrayList<>(poms());
    for (Module module : modules) {
      sources.add(module.mainSources());
      sources.add(module.folder().resolve("src/build"));
      module.pom().resources().stream()
          .map(one -> module.folder().resolve(one.directory()).normalize())
          .distinct()
          .forEach(sources::add);
    }
    return sources;
  }

  Module module(String name) {
    return find(name).orElseThrow();
  }

  Optional<Module> find(String name) {
    return modules.stream().filter(one -> one.name().equals(name)).findFirst();
  }

  private static Path output(Path root) {
    return root.resolve("target").resolve("loop");
  }
}
