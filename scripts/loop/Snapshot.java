import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;

/** The files under some folders at one moment: equal to a later one when nobody wrote meanwhile. */
record Snapshot(SortedMap<Path, Version> files) {

  /** How a file looks from outside. */
  record Version(long modified, long size) {
    static Version of(BasicFileAttributes attributes) {
      return new Version(
          attributes.lastModifiedTime().to(TimeUnit.MICROSECONDS), attributes.size());
    }
  }

  static Snapshot of(Collection<Path> roots) throws IOException {
    SortedMap<Path, Version> files = new TreeMap<>();
    for (Path root : roots) {
      visit(root, (file, attributes) -> files.put(file, Version.of(attributes)));
    }
    return new Snapshot(files);
  }

  /** What differs between the two, by name. */
  List<Path> changedSince(Snapshot before) {
    List<Path> changed = new ArrayList<>();
    files.forEach((file, version) -> {
      if (!version.equals(before.files.get(file))) {
        changed.add(file);
      }
    });
    before.files.keySet().stream().filter(file -> !files.containsKey(file)).forEach(changed::add);
    return changed;
  }

  /** A line for each file. */
  String text() {
    StringBuilder text = new StringBuilder();
    files.forEach((file, version) ->
        text.append(file)
            .append('\t')
            .append(version.modified())
            .append('\t')
            .append(version.size())
            .append('\n'));
    return text.toString();
  }

  /** The files under a folder, none if it is not there; in the same order each time. */
  static List<Path> files(Path root) throws IOException {
    return List.copyOf(of(List.of(root)).files().keySet());
  }

  private interface Found {
    void file(Path file, BasicFileAttributes attributes);
  }

  private static void visit(Path root, Found found) throws IOException {
    if (!Files.exists(root)) {
      return;
    }
    Files.walkFileTree(
        root,
        new SimpleFileVisitor<>() {
          @Override
          public FileVisitResult preVisitDirectory(Path folder, BasicFileAttributes attributes) {
            return folder.equals(root) || !hidden(folder)
                ? FileVisitResult.CONTINUE
                : FileVisitResult.SKIP_SUBTREE;
          }

          @Override
          public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
            if (!hidden(file)) {
              found.file(file, attributes);
            }
            return FileVisitResult.CONTINUE;
          }

          @Override
          public FileVisitResult visitFileFailed(Path file, IOException failure) {
            return FileVisitResult.CONTINUE; // It went while we looked.
          }
        });
  }

  /** Editors leave such files beside what is edited. */
  private static boolean hidden(Path file) {
    String name = file.getFileName().toString();
    return name.startsWith(".") || name.endsWith("~") || name.startsWith("#");
  }
}
