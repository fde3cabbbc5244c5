import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * What a compilation wrote down when it last succeeded.
 *
 * @param conditions what else than the sources decided how it came out
 */
record Known(String conditions, SortedMap<Path, Source> sources) {

  /**
   * @param classes the declarations of each class, by name
   */
  record Source(Snapshot.Version version, SortedMap<String, String> classes) {}

  static Known read(Path file) throws IOException {
    SortedMap<Path, Source> sources = new TreeMap<>();
    if (!Files.exists(file)) {
      return new Known("", sources);
    }
    List<String> lines = Files.readAllLines(file);
    for (String line : lines.subList(1, lines.size())) {
      String[] words = line.split("\t");
      SortedMap<String, String> classes = new TreeMap<>();
      for (int i = 3; i < words.length; i += 2) {
        classes.put(words[i], words[i + 1]);
      }
      Snapshot.Version version =
          new Snapshot.Version(Long.parseLong(words[1]), Long.parseLong(words[2]));
      sources.put(Path.of(words[0]), new Source(version, classes));
    }
    return new Known(lines.getFirst(), sources);
  }

  void write(Path file) throws IOException {
    StringBuilder text = new StringBuilder(conditions).append('\n');
    sources.forEach((path, source) -> {
      text.append(path)
          .append('\t')
          .append(source.version().modified())
          .append('\t')
          .append(source.version().size());
      source
          .classes()
          .forEach((name, is) -> text.append('\t').append(name).append('\t').append(is));
      text.append('\n');
    });
    Files.createDirectories(file.getParent());
    Path written = file.resolveSibling(file.getFileName() + ".new");
    Files.writeString(written, text);
    Files.move(written, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
  }

  /** The same after some sources were compiled. */
  Known with(
      Map<Path, Snapshot.Version> versions, Map<Path, Map<String, ByteArrayOutputStream>> made) {
    SortedMap<Path, Source> next = new TreeMap<>(sources);
    versions.forEach((path, version) -> {
      Map<String, ByteArrayOutputStream> classes = made.get(path);
      Source before = sources.get(path);
      if (classes != null || before == null || !before.version().equals(version)) {
        SortedMap<String, String> declared = new TreeMap<>();
        if (classes != null) {
          classes.forEach(
              (name, bytes) -> declared.put(name, Declarations.of(bytes.toByteArray())));
        }
        next.put(path, new Source(version, declared));
      }
    });
    return new Known(conditions, next);
  }

  Known without(Collection<Path> gone) {
    SortedMap<Path, Source> next = new TreeMap<>(sources);
    gone.forEach(path ->
        next.computeIfPresent(
            path, (_, source) -> new Source(new Snapshot.Version(0, -1), source.classes())));
    return new Known(conditions, next);
  }

  Set<String> classesOf(Path source) {
    Source of = sources.get(source);
    return of == null ? Set.of() : of.classes().keySet();
  }

  /** The same as long as all classes that others can name declare the same. */
  String declarations() {
    Digest digest = new Digest();
    sources
        .values()
        .forEach(source ->
            source
                .classes()
                .forEach((name, declared) -> {
                  if (!declared.equals(Declarations.NONE)) {
                    digest.add(name).add(declared);
                  }
                }));
    return digest.name();
  }
}
