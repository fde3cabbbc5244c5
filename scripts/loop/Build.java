import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * One pass over the modules that brings them up to date, each after those it depends on. The caller
 * holds the {@link Lock} of the project meanwhile.
 */
final class Build {
  /**
   * @param declarations the same as long as its classes declare the same
   */
  private record Built(Path jar, String declarations) {}

  private final Project project;
  private final Map<String, ClassPath> classPaths;
  private final Map<String, Built> built = new LinkedHashMap<>();

  private Build(Project project, Map<String, ClassPath> classPaths) {
    this.project = project;
    this.classPaths = classPaths;
  }

  /** The project as its poms are now; nothing is built yet. */
  static Build of(Path root) throws IOException, InterruptedException, Failure {
    Project project = Project.read(root);
    return new Build(project, new ClassPaths(project).read());
  }

  static String release(Module module) {
    return module.pom().properties().get("java.release");
  }

  Project project() {
    return project;
  }

  /** All that runs a module. */
  Product product(Module module) throws IOException, InterruptedException, Failure {
    SortedMap<String, Path> modules = new TreeMap<>();
    SortedMap<String, Path> libraries = new TreeMap<>();
    modules.put(module.jarName(), main(module).jar());
    for (ClassPath.Entry entry : classPath(module).in(ClassPath.RUNTIME)) {
      switch (entry) {
        case ClassPath.Jar jar -> libraries.put(jar.file().getFileName().toString(), jar.file());
        case ClassPath.OfModule(_, String name) -> {
          Module other = project.module(name);
          modules.put(other.jarName(), main(other).jar());
        }
      }
    }
    return new Product(modules, libraries);
  }

  Libraries libraries(Product product) throws IOException {
    return Libraries.of(project.output().resolve("libraries"), product.libraries());
  }

  /** Compiles the tests of a module; gives all that runs them. */
  List<Path> tests(Module module) throws IOException, InterruptedException, Failure {
    Built main = main(module);
    List<Path> classPath = new ArrayList<>(List.of(main.jar()));
    classPath.addAll(paths(module, ClassPath.TEST));
    List<Path> roots = new ArrayList<>(List.of(module.testSources()));
    module.pom().furtherTestSources().stream()
        .map(folder -> module.folder().resolve(folder).normalize())
        .forEach(roots::add);
    new Compilation(
            "the tests of " + module.name(),
            project.root(),
            roots,
            module.testClasses(),
            release(module))
        .update(classPath, main.declarations() + upstream(module, ClassPath.TEST));
    resources(module, module.pom().testResources(), module.testResources());
    classPath.addAll(0, List.of(module.testClasses(), module.testResources()));
    return classPath;
  }

  /** Makes what comes after this faster, if little was compiled before. */
  void rehearse(Module module) throws IOException, InterruptedException, Failure {
    sources(module).rehearse(paths(module, ClassPath.COMPILE));
  }

  private Compilation sources(Module module) {
    List<Path> roots = new ArrayList<>(List.of(module.mainSources()));
    if (new Tables(project, module).isWanted()) {
      roots.add(module.generatedSources());
    }
    Path classes = module.output().resolve("classes");
    return new Compilation(module.name(), project.root(), roots, classes, release(module));
  }

  private Built main(Module module) throws IOException, InterruptedException, Failure {
    Built before = built.get(module.name());
    if (before != null) {
      return before;
    }
    Path classes = module.output().resolve("classes");
    Path resources = module.output().resolve("resources");
    resources(module, module.pom().resources(), resources);
    Tables tables = new Tables(project, module);
    if (tables.isWanted()) {
      tables.update(paths(module, ClassPath.TEST), resources);
    }
    String declarations =
        sources(module)
            .update(paths(module, ClassPath.COMPILE), upstream(module, ClassPath.COMPILE));
    Path jar = new Jars(module.output().resolve("jars")).of(List.of(classes, resources));
    Built now = new Built(jar, declarations);
    built.put(module.name(), now);
    return now;
  }

  private List<Path> paths(Module module, Set<ClassPath.Scope> scopes)
      throws IOException, InterruptedException, Failure {
    List<Path> paths = new ArrayList<>();
    for (ClassPath.Entry entry : classPath(module).in(scopes)) {
      paths.add(
          switch (entry) {
            case ClassPath.Jar jar -> jar.file();
            case ClassPath.OfModule(_, String name) -> main(project.module(name)).jar();
          });
    }
    return paths;
  }

  /**
   * What the compilation of a module depends on: the declarations of modules, and the names of
   * jars.
   */
  private String upstream(Module module, Set<ClassPath.Scope> scopes)
      throws IOException, InterruptedException, Failure {
    Digest digest = new Digest();
    for (ClassPath.Entry entry : classPath(module).in(scopes)) {
      digest.add(
          switch (entry) {
            case ClassPath.Jar jar -> jar.file().toString();
            case ClassPath.OfModule(_, String name) -> main(project.module(name)).declarations();
          });
    }
    return digest.name();
  }

  private ClassPath classPath(Module module) {
    return classPaths.get(module.name());
  }

  /** Copies all of them whenever one has changed: there are few. */
  private static void resources(Module module, List<ResourceFolder> folders, Path output)
      throws IOException {
    List<Path> roots =
        folders.stream().map(one -> module.folder().resolve(one.directory())).toList();
    String now =
        Snapshot.of(roots).text()
            + folders
            + module.pom().properties().entrySet().stream()
                .sorted(Map.Entry.comparingByKey(Comparator.naturalOrder()))
                .toList();
    Path memo = output.resolveSibling(output.getFileName() + ".known");
    if (Files.exists(memo) && Files.readString(memo).equals(now)) {
      return;
    }
    Files.deleteIfExists(memo);
    Folders.empty(output);
    for (ResourceFolder folder : folders) {
      folder.copy(module.folder(), output, module.pom().properties());
    }
    Files.writeString(memo, now);
  }
}
