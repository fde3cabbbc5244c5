import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/**
 * The tests that patterns name.
 *
 * @param java each with its methods; all of them if there are none
 */
record Selection(List<JavaTests> java, List<ClientTest> clients) {
  private static final int MOST_NEAR = 10;

  record JavaTests(JavaTest test, Set<String> methods) {}

  static Selection of(List<String> patterns, List<JavaTest> java, List<ClientTest> clients)
      throws Failure {
    Selection selection = new Selection(new ArrayList<>(), new ArrayList<>());
    for (String pattern : patterns) {
      if (!selection.add(withoutFolder(pattern), java, clients)) {
        throw new Failure(nothing(pattern, java, clients));
      }
    }
    return selection;
  }

  private boolean add(String pattern, List<JavaTest> all, List<ClientTest> files) {
    int before = java.size() + clients.size();
    int colon = pattern.indexOf(':');
    TestPattern file = TestPattern.of(colon < 0 ? pattern : pattern.substring(0, colon));
    Optional<String> only =
        colon < 0 ? Optional.empty() : Optional.of(pattern.substring(colon + 1));
    files.stream()
        .filter(one -> one.isNamed(file))
        .forEach(one -> clients.add(new ClientTest(one.file(), only)));
    if (colon < 0) {
      addClasses(pattern, all);
    }
    return java.size() + clients.size() > before;
  }

  private void addClasses(String pattern, List<JavaTest> all) {
    TestPattern whole = TestPattern.of(pattern);
    List<JavaTest> classes = all.stream().filter(test -> test.isNamed(whole)).toList();
    classes.forEach(test -> java.add(new JavaTests(test, Set.of())));
    int end = Math.max(pattern.lastIndexOf('#'), pattern.lastIndexOf('.'));
    if (!classes.isEmpty()) {
      return;
    }
    TestPattern ofClass = TestPattern.of(end < 0 ? "*" : pattern.substring(0, end));
    TestPattern method = TestPattern.of(pattern.substring(end + 1));
    for (JavaTest test : all) {
      if (test.isNamed(ofClass)) {
        Set<String> methods = new LinkedHashSet<>(test.methods());
        methods.removeIf(name -> !method.matches(name));
        if (!methods.isEmpty()) {
          java.add(new JavaTests(test, methods));
        }
      }
    }
  }

  /** Somebody may give the path of a file, completed by their shell. */
  private static String withoutFolder(String pattern) {
    int colon = pattern.indexOf(':');
    String file = colon < 0 ? pattern : pattern.substring(0, colon);
    String name = file.contains("/") ? Path.of(file).getFileName().toString() : file;
    return (name.endsWith(".java") ? name.substring(0, name.length() - ".java".length()) : name)
        + (colon < 0 ? "" : pattern.substring(colon));
  }

  private static String nothing(String pattern, List<JavaTest> java, List<ClientTest> clients) {
    String wanted = plain(pattern);
    Stream<String> methods =
        java.stream()
            .flatMap(test -> test.methods().stream().map(name -> test.simpleName() + "." + name));
    Stream<String> names =
        Stream.concat(
            java.stream().map(JavaTest::simpleName), clients.stream().map(ClientTest::name));
    List<String> near =
        Stream.concat(names, methods)
            .filter(name -> distance(wanted, plain(name)) <= Math.max(2, wanted.length() / 3))
            .sorted(Comparator.comparingInt(name -> distance(wanted, plain(name))))
            .distinct()
            .limit(MOST_NEAR)
            .toList();
    return "No test is named \"%s\".%s"
        .formatted(
            pattern,
            near.isEmpty()
                ? " scripts/test --list shows what there is."
                : " Near it are:\n  " + String.join("\n  ", near));
  }

  private static String plain(String name) {
    return name.toLowerCase(Locale.ROOT)
        .replaceAll("\\.test\\.mjs|[^a-z0-9.]", "")
        .replace('#', '.');
  }

  /** How many characters to change in what is wanted for it to stand somewhere in the name. */
  private static int distance(String wanted, String name) {
    int[] row = new int[name.length() + 1];
    for (int i = 1; i <= wanted.length(); i++) {
      int[] next = new int[name.length() + 1];
      next[0] = i;
      for (int j = 1; j <= name.length(); j++) {
        int same = wanted.charAt(i - 1) == name.charAt(j - 1) ? 0 : 1;
        next[j] = Math.min(row[j - 1] + same, Math.min(row[j], next[j - 1]) + 1);
      }
      row = next;
    }
    int least = Integer.MAX_VALUE;
    for (int distance : row) {
      least = Math.min(least, distance);
    }
    return least;
  }
}
