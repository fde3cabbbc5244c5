import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * The jars of others in a folder of their own, with an archive of the classes that a host loads
 * from them (class data sharing). They come first on the class path and seldom change, so that the
 * archive serves whatever is compiled meanwhile; a start without it costs twice the CPU.
 */
final class Libraries {
  private static final int KEPT = 2;

  /**
   * Those that were made while running have no file; "shared" ones come from the archive of the
   * JDK.
   */
  private static final Pattern LOADED =
      Pattern.compile("(\\S+) source: (?:file:|jrt:|shared objects file)");

  private final Path folder;

  private Libraries(Path folder) {
    this.folder = folder;
  }

  static Libraries of(Path parent, SortedMap<String, Path> jars) throws IOException {
    Digest digest = new Digest().add(System.getProperty("java.vm.version"));
    for (Map.Entry<String, Path> jar : jars.entrySet()) {
      digest.add(jar.getKey()).add(Files.getLastModifiedTime(jar.getValue()).toString());
    }
    Path folder = parent.resolve(digest.name());
    if (!Files.isDirectory(folder)) {
      Path made = parent.resolve("new");
      Folders.empty(made);
      for (Map.Entry<String, Path> jar : jars.entrySet()) {
        Folders.link(made.resolve(jar.getKey()), jar.getValue());
      }
      Files.move(made, folder, StandardCopyOption.ATOMIC_MOVE);
      Folders.keepNewest(parent, "", KEPT);
    }
    return new Libraries(folder);
  }

  String classPath() throws IOException {
    return Snapshot.files(folder).stream()
        .map(Path::toString)
        .filter(name -> name.endsWith(".jar"))
        .collect(Collectors.joining(File.pathSeparator));
  }

  /** It may not be there yet. */
  Path archive() {
    return folder.resolve("classes.jsa");
  }

  boolean hasArchive() {
    return Files.exists(archive());
  }

  /** Where a host that is to show what it loads writes it down, by an option of its JVM. */
  Path loaded() {
    return folder.resolve("loaded.log");
  }

  String option() {
    return "-Xlog:class+load:file=" + loaded();
  }

  /** Makes the archive from what a host has loaded until now, out of the way of all else. */
  void makeArchive() throws IOException, InterruptedException {
    List<String> names;
    try (var lines = Files.lines(loaded())) {
      names =
          lines
              .map(LOADED::matcher)
              .filter(Matcher::find)
              .map(found -> found.group(1).replace('.', '/'))
              .filter(name -> !name.contains("0x"))
              .distinct()
              .toList();
    }
    Path list = Files.write(folder.resolve("loaded.list"), names);
    Path made = folder.resolve("new.jsa");
    List<String> command =
        new ArrayList<>(
            List.of("nice", Path.of(System.getProperty("java.home"), "bin", "java").toString()));
    // What the archive has of modules fits only a run with the same options.
    command.addAll(List.of(System.getProperty("host.options").strip().split("\\s+")));
    command.addAll(
        List.of(
            "-XX:TieredStopAtLevel=1",
            "-Xshare:dump",
            "-XX:SharedClassListFile=" + list,
            "-XX:SharedArchiveFile=" + made,
            "-cp",
            classPath()));
    ProcessBuilder program = new ProcessBuilder(command);
    program.redirectErrorStream(true).redirectOutput(folder.resolve("archive.log").toFile());
    if (Programs.run(program) == 0) {
      Files.move(made, archive(), StandardCopyOption.ATOMIC_MOVE);
    }
    Files.deleteIfExists(loaded());
  }
}
