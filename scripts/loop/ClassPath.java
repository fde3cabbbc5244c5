import java.nio.file.Path;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/** What a module depends on, in the order in which classes are looked up. */
record ClassPath(List<Entry> entries) {
  static final Set<Scope> COMPILE = EnumSet.of(Scope.COMPILE, Scope.PROVIDED);
  static final Set<Scope> RUNTIME = EnumSet.of(Scope.COMPILE, Scope.RUNTIME);
  static final Set<Scope> TEST = EnumSet.allOf(Scope.class);

  enum Scope {
    COMPILE,
    PROVIDED,
    RUNTIME,
    SYSTEM,
    TEST
  }

  /** A module of the project by its name, or a jar of others. */
  sealed interface Entry {
    Scope scope();
  }

  record OfModule(Scope scope, String name) implements Entry {}

  record Jar(Scope scope, Path file) implements Entry {}

  List<Entry> in(Set<Scope> scopes) {
    return entries.stream().filter(entry -> scopes.contains(entry.scope())).toList();
  }

  List<Path> jars() {
    return entries.stream()
        .filter(Jar.class::isInstance)
        .map(entry -> ((Jar) entry).file())
        .toList();
  }

  /** Reads what {@code dependency:resolve} wrote. */
  static ClassPath parse(List<String> lines, String group) {
    return new ClassPath(
        lines.stream()
            .map(String::strip)
            .filter(line -> line.contains(":jar:"))
            .map(line -> entry(line, group))
            .toList());
  }

  /** From {@code group:name:jar[:classifier]:version:scope:/path -- module …}. */
  private static Entry entry(String line, String group) {
    String[] words = line.split(" -- ", 2)[0].split(":", -1);
    int scope = indexOfScope(words);
    Scope of = Scope.valueOf(words[scope].toUpperCase(Locale.ROOT));
    if (words[0].equals(group)) {
      return new OfModule(of, words[1]);
    }
    String file = String.join(":", Arrays.asList(words).subList(scope + 1, words.length));
    return new Jar(of, Path.of(file));
  }

  private static int indexOfScope(String[] words) {
    for (int i = 3; i < words.length; i++) {
      String word = words[i];
      if (Arrays.stream(Scope.values()).anyMatch(scope -> scope.name().equalsIgnoreCase(word))) {
        return i;
      }
    }
    throw new IllegalArgumentException(String.join(":", words));
  }
}
