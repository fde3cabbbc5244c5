import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A {@code <resource>} of a pom.
 *
 * @param filtering whether {@code ${name}} stands for a property, as far as there is one
 */
record ResourceFolder(
    String directory,
    String targetPath,
    boolean filtering,
    List<String> includes,
    List<String> excludes) {
  private static final Pattern PLACEHOLDER = Pattern.compile("\\$\\{([^${}]+)}");

  /** Copies what is wanted of the folder, as Maven's resources plugin would. */
  void copy(Path module, Path output, Map<String, String> properties) throws IOException {
    Path folder = module.resolve(directory).normalize();
    for (Path file : Snapshot.files(folder)) {
      Path name = folder.relativize(file);
      if (matches(includes, name, true) && !matches(excludes, name, false)) {
        Path copy = output.resolve(targetPath).resolve(name.toString());
        Files.createDirectories(copy.getParent());
        if (!filtering || !filter(file, copy, properties)) {
          Files.copy(file, copy, StandardCopyOption.REPLACE_EXISTING);
        }
      }
    }
  }

  private static boolean filter(Path file, Path copy, Map<String, String> properties)
      throws IOException {
    String text;
    try {
      text = Files.readString(file);
    } catch (CharacterCodingException e) {
      return false; // No text.
    }
    String filtered =
        PLACEHOLDER
            .matcher(text)
            .replaceAll(found ->
                Matcher.quoteReplacement(properties.getOrDefault(found.group(1), found.group())));
    Files.write(copy, filtered.getBytes(StandardCharsets.UTF_8));
    return true;
  }

  private static boolean matches(List<String> patterns, Path name, boolean whenNone) {
    if (patterns.isEmpty()) {
      return whenNone;
    }
    // To Ant, "**/" stands for no folder, too.
    return patterns.stream()
        .flatMap(pattern -> List.of(pattern, pattern.replace("**/", "")).stream())
        .anyMatch(
            pattern -> FileSystems.getDefault().getPathMatcher("glob:" + pattern).matches(name));
  }
}
