import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.Map;

/** Lays out builds as the launcher runs them: each a folder with a folder {@code lib} of jars. */
final class Builds {
  private final Path folder;
  private final String prefix;
  private final int kept;

  /**
   * @param prefix what the names of these builds begin with
   * @param kept how many of them stay, for those who run them
   */
  Builds(Path folder, String prefix, int kept) {
    this.folder = folder;
    this.prefix = prefix;
    this.kept = kept;
  }

  /** The folder of a build with these jars, which are there by the names given. */
  Path of(Map<String, Path> jars) throws IOException {
    Path build = folder.resolve(prefix + key(jars));
    if (!Files.isDirectory(build)) {
      Path made = folder.resolve(prefix + "new");
      Folders.empty(made);
      Path lib = Files.createDirectory(made.resolve("lib"));
      for (Map.Entry<String, Path> jar : jars.entrySet()) {
        link(lib.resolve(jar.getKey()), jar.getValue());
      }
      Files.move(made, build, StandardCopyOption.ATOMIC_MOVE);
    }
    List<Path> all = Folders.byAge(folder, prefix);
    for (Path old : all.subList(Math.min(kept, all.size()), all.size())) {
      if (!old.equals(build)) {
        Folders.delete(old);
      }
    }
    return build;
  }

  /** Jars of modules are named by their content, those of others by their version. */
  private static String key(Map<String, Path> jars) {
    Digest digest = new Digest();
    jars.forEach((name, file) -> digest.add(name).add(file.toString()));
    return digest.name();
  }

  private static void link(Path link, Path file) throws IOException {
    try {
      Files.createLink(link, file);
    } catch (FileAlreadyExistsException e) {
      throw e;
    } catch (IOException | UnsupportedOperationException e) {
      Files.copy(file, link); // Another file system.
    }
  }
}
