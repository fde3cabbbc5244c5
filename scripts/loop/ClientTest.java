import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * A file of client tests.
 *
 * @param only a regular expression for the names of those to run
 */
record ClientTest(Path file, Optional<String> only) {
  private static final String SUFFIX = ".test.mjs";
  private static final Pattern IMPORT = Pattern.compile("from '(\\./[^']+)'");

  static List<ClientTest> all(Path clients) throws IOException {
    try (Stream<Path> files = Files.list(clients)) {
      return files
          .sorted()
          .filter(file -> file.toString().endsWith(SUFFIX))
          .map(file -> new ClientTest(file, Optional.empty()))
          .toList();
    }
  }

  String name() {
    String name = file.getFileName().toString();
    return name.substring(0, name.length() - SUFFIX.length());
  }

  boolean isNamed(TestPattern pattern) {
    return pattern.matches(name()) || pattern.matches(file.getFileName().toString());
  }

  /** The file with those it imports. */
  String text() throws IOException {
    StringBuilder text = new StringBuilder();
    Set<Path> seen = new LinkedHashSet<>();
    Deque<Path> next = new ArrayDeque<>(List.of(file));
    while (!next.isEmpty()) {
      Path one = next.remove();
      if (seen.add(one) && Files.exists(one)) {
        String source = Files.readString(one);
        text.append(source);
        Matcher matcher = IMPORT.matcher(source);
        while (matcher.find()) {
          next.add(one.resolveSibling(matcher.group(1)).normalize());
        }
      }
    }
    return text.toString();
  }
}
