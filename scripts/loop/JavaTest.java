import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A class of tests, as its source shows it. */
record JavaTest(Module module, Path file, String name) {
  private static final Pattern FILE_NAME =
      Pattern.compile("(Test.*|.*(Test|Tests|TestCase|IT))\\.java");
  private static final Pattern SUFFIX = Pattern.compile("Test$");
  private static final Pattern METHOD =
      Pattern.compile("@\\w*Test\\b(?:[^;{}]|\\{[^{}]*})*?\\bvoid\\s+(\\w+)\\s*\\(");
  private static final Pattern SUPERCLASS = Pattern.compile("\\bextends\\s+(\\w+)");

  /** All of them, by module. */
  static List<JavaTest> all(Project project) throws IOException {
    List<JavaTest> tests = new ArrayList<>();
    for (Module module : project.modules()) {
      for (Path file : Snapshot.files(module.testSources())) {
        if (FILE_NAME.matcher(file.getFileName().toString()).matches()
            && Files.readString(file).contains("@")) {
          String path = module.testSources().relativize(file).toString();
          String name = path.substring(0, path.length() - ".java".length()).replace('/', '.');
          tests.add(new JavaTest(module, file, name));
        }
      }
    }
    return tests.stream().filter(JavaTest::hasTests).toList();
  }

  String simpleName() {
    return name.substring(name.lastIndexOf('.') + 1);
  }

  /** Is this the name of the class, with or without its package, or all of it but the last word? */
  boolean isNamed(TestPattern pattern) {
    return pattern.matches(simpleName())
        || pattern.matches(name)
        || pattern.matches(SUFFIX.matcher(simpleName()).replaceFirst(""));
  }

  Set<String> methods() {
    Set<String> methods = new LinkedHashSet<>();
    Matcher matcher = METHOD.matcher(text());
    while (matcher.find()) {
      methods.add(matcher.group(1));
    }
    return methods;
  }

  /** Its source, and that of the class it extends. */
  String text() {
    try {
      String own = Files.readString(file);
      Optional<Path> superclass =
          SUPERCLASS
              .matcher(own)
              .results()
              .map(found -> file.resolveSibling(found.group(1) + ".java"))
              .filter(Files::exists)
              .findFirst();
      return superclass.isPresent() ? own + Files.readString(superclass.get()) : own;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private boolean hasTests() {
    return !methods().isEmpty();
  }
}
