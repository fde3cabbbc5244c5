import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.classfile.ClassFile;
import java.lang.classfile.constantpool.ClassEntry;
import java.lang.classfile.constantpool.PoolEntry;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;

/**
 * The unit tests of a module: the classes of tests that name neither a database, nor a process, nor
 * a container, not even through other classes of the module's tests. Read from the compiled
 * classes, so that nobody has to mark them.
 */
final class UnitTests {
  private static final Set<String> BEYOND =
      Set.of(
          "java/lang/ProcessBuilder",
          "java/lang/Process",
          "dev/consilium/memory/Database",
          "dev/consilium/memory/postgres/EmbeddedPostgres",
          "dev/consilium/memory/embedding/LocalModel",
          "dev/consilium/memory/fixtures/HomeTemplate",
          "dev/consilium/server/Main",
          "dev/consilium/server/cli/CommandLineInterface");

  private final Map<String, Set<String>> uses = new HashMap<>();

  UnitTests(Path testClasses) throws IOException {
    try (Stream<Path> files = Files.walk(testClasses)) {
      for (Path file : files.filter(file -> file.toString().endsWith(".class")).toList()) {
        String name = testClasses.relativize(file).toString();
        uses.put(
            name.substring(0, name.length() - ".class".length()).replace('\\', '/'),
            classesIn(file));
      }
    } catch (UncheckedIOException e) {
      throw e.getCause();
    }
  }

  /** Their names, as the Java language has them. */
  List<String> names() {
    return uses.keySet().stream()
        .filter(name -> name.endsWith("Test") && !name.contains("$"))
        .filter(this::isUnitTest)
        .map(name -> name.replace('/', '.'))
        .sorted()
        .toList();
  }

  private boolean isUnitTest(String test) {
    Set<String> seen = new HashSet<>(Set.of(test));
    Deque<String> next = new ArrayDeque<>(seen);
    while (!next.isEmpty()) {
      String name = next.remove();
      if (BEYOND.contains(name)) {
        return false;
      }
      uses.getOrDefault(name, Set.of()).stream().filter(seen::add).forEach(next::add);
    }
    return true;
  }

  /** Nested classes are among those that a class names. */
  private static Set<String> classesIn(Path file) throws IOException {
    Set<String> names = new HashSet<>();
    for (PoolEntry entry : ClassFile.of().parse(file).constantPool()) {
      if (entry instanceof ClassEntry used) {
        names.add(used.asInternalName());
      }
    }
    return names;
  }
}
