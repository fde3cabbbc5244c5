package dev.consilium.memory.decisions;

import java.nio.file.FileSystems;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.PatternSyntaxException;

/** Which files a decision governs: files by name, folders, and patterns with stars. */
final class FilePatterns {
  private FilePatterns() {}

  /** The pattern that covers the file, or what both name; empty if none does. */
  static String covering(List<String> patterns, List<String> files) {
    for (String file : files) {
      for (String pattern : patterns) {
        if (covers(pattern, file)) {
          return file;
        }
      }
    }
    return "";
  }

  /** Both ways, since one may ask about a folder too. */
  static boolean covers(String pattern, String file) {
    return pattern.equals(file)
        || (isFolder(pattern) && file.startsWith(pattern))
        || (isFolder(file) && pattern.startsWith(file))
        || (pattern.indexOf('*') >= 0 && matches(pattern, file));
  }

  private static boolean isFolder(String pattern) {
    return pattern.endsWith("/");
  }

  private static boolean matches(String pattern, String file) {
    try {
      return FileSystems.getDefault().getPathMatcher("glob:" + pattern).matches(Path.of(file));
    } catch (InvalidPathException | PatternSyntaxException e) {
      // Then it is a name that happens to have a star.
      return false;
    }
  }
}
