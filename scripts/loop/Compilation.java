import java.io.ByteArrayOutputStream;
import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import javax.tools.Diagnostic;
import javax.tools.DiagnosticCollector;
import javax.tools.JavaCompiler;
import javax.tools.JavaFileObject;
import javax.tools.StandardJavaFileManager;
import javax.tools.StandardLocation;
import javax.tools.ToolProvider;

/**
 * The sources of a module, or its tests, and the classes made of them. The sources that changed are
 * compiled alone as long as the declarations of their classes stay the same; otherwise all of them
 * are. Classes are only written when everything compiles, so that those on disk always fit each
 * other.
 */
final class Compilation {
  private static final int MOST_ERRORS = 100;
  private static final int REHEARSED = 40;
  private static final JavaCompiler JAVAC = ToolProvider.getSystemJavaCompiler();

  private final String name;
  private final Path root;
  private final List<Path> sourceRoots;
  private final Path classes;
  private final Path memo;
  private final String release;

  /**
   * @param root what messages name files relative to
   * @param classes a folder of its own, beside which it writes down what it knows
   */
  Compilation(String name, Path root, List<Path> sourceRoots, Path classes, String release) {
    this.name = name;
    this.root = root;
    this.sourceRoots = sourceRoots;
    this.classes = classes;
    this.memo = classes.resolveSibling(classes.getFileName() + ".known");
    this.release = release;
  }

  /**
   * Brings the classes up to date.
   *
   * @param upstream the same as long as what is on the class path declares the same
   * @return the same as long as all of these classes declare the same
   */
  String update(List<Path> classPath, String upstream) throws IOException, Failure {
    String conditions =
        new Digest()
            .add(release)
            .add(System.getProperty("java.vm.version"))
            .add(sourceRoots.toString())
            .add(upstream)
            .name();
    Known known = Known.read(memo);
    SortedMap<Path, Snapshot.Version> sources = sources();
    boolean anew =
        !known.conditions().equals(conditions)
            || !sources.keySet().containsAll(known.sources().keySet());
    List<Path> changed = new ArrayList<>();
    sources.forEach((source, version) -> {
      Known.Source before = known.sources().get(source);
      if (before == null || !before.version().equals(version)) {
        changed.add(source);
      }
    });
    if (!anew && changed.isEmpty()) {
      return known.declarations();
    }
    long began = System.nanoTime();
    if (!anew) {
      List<Path> withOwn = new ArrayList<>(List.of(classes));
      withOwn.addAll(classPath);
      Map<Path, Map<String, ByteArrayOutputStream>> made = compile(changed, withOwn);
      Known next = known.with(sources, made);
      if (next.declarations().equals(known.declarations())) {
        commit(known, next, made, changed);
        Console.say(report(changed.size(), began));
        return next.declarations();
      }
    }
    Map<Path, Map<String, ByteArrayOutputStream>> made = compile(sources.keySet(), classPath);
    Known next = new Known(conditions, new TreeMap<>()).with(sources, made);
    Files.deleteIfExists(memo);
    Folders.empty(classes);
    commit(known, next, made, List.of());
    Console.say(report(sources.size(), began));
    return next.declarations();
  }

  /**
   * Compiles some sources for nothing but the experience: after that, javac is several times as
   * fast.
   */
  void rehearse(List<Path> classPath) throws IOException, Failure {
    List<Path> withOwn = new ArrayList<>(List.of(classes));
    withOwn.addAll(classPath);
    compile(sources().keySet().stream().limit(REHEARSED).toList(), withOwn);
  }

  private String report(int files, long began) {
    return "Compiled %s: %d %s in %s."
        .formatted(name, files, files == 1 ? "file" : "files", Console.seconds(began));
  }

  private SortedMap<Path, Snapshot.Version> sources() throws IOException {
    SortedMap<Path, Snapshot.Version> sources = new TreeMap<>(Snapshot.of(sourceRoots).files());
    sources
        .keySet()
        .removeIf(file ->
            !file.toString().endsWith(".java")
                || file.getFileName().toString().equals("module-info.java"));
    return sources;
  }

  private Map<Path, Map<String, ByteArrayOutputStream>> compile(
      Collection<Path> sources, List<Path> classPath) throws IOException, Failure {
    DiagnosticCollector<JavaFileObject> said = new DiagnosticCollector<>();
    try (StandardJavaFileManager files =
            JAVAC.getStandardFileManager(said, Locale.ROOT, StandardCharsets.UTF_8);
        ClassesInMemory output = new ClassesInMemory(files)) {
      files.setLocationFromPaths(StandardLocation.CLASS_PATH, classPath);
      List<String> options =
          List.of(
              "--release",
              release,
              "-g",
              "-parameters",
              "-proc:none",
              "-implicit:none",
              "-nowarn",
              "-Xlint:none",
              "-XDaddTypeAnnotationsToSymbol=true",
              "--should-stop=ifError=FLOW");
      boolean sound =
          JAVAC
              .getTask(
                  null, output, said, options, null, files.getJavaFileObjectsFromPaths(sources))
              .call();
      if (!sound) {
        throw new Failure(errors(said.getDiagnostics()));
      }
      return output.classes();
    }
  }

  /** As javac prints them, with names that lead an editor there. */
  private String errors(List<Diagnostic<? extends JavaFileObject>> said) {
    List<String> errors =
        said.stream()
            .filter(one -> one.getKind() == Diagnostic.Kind.ERROR)
            .map(one -> one.toString().replace(root + File.separator, ""))
            .toList();
    String text = String.join("\n", errors.subList(0, Math.min(MOST_ERRORS, errors.size())));
    return "%s\n%s does not compile: %d %s."
        .formatted(text, name, errors.size(), errors.size() == 1 ? "error" : "errors");
  }

  /**
   * Until the last line is written, the memo says of these sources that they were never compiled.
   */
  private void commit(
      Known before,
      Known next,
      Map<Path, Map<String, ByteArrayOutputStream>> made,
      List<Path> changed)
      throws IOException {
    if (!changed.isEmpty()) {
      before.without(changed).write(memo);
    }
    Set<String> gone = new TreeSet<>();
    for (Path source : changed) {
      gone.addAll(before.classesOf(source));
      gone.removeAll(next.classesOf(source));
    }
    for (String className : gone) {
      Files.deleteIfExists(file(className));
    }
    for (Map<String, ByteArrayOutputStream> ofSource : made.values()) {
      for (Map.Entry<String, ByteArrayOutputStream> one : ofSource.entrySet()) {
        Path file = file(one.getKey());
        Files.createDirectories(file.getParent());
        Files.write(file, one.getValue().toByteArray());
      }
    }
    next.write(memo);
  }

  private Path file(String className) {
    return classes.resolve(className.replace('.', '/') + ".class");
  }
}
