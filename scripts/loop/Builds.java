import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Map;
import java.util.StringJoiner;

/**
 * Lays out builds as the launcher runs them: each a folder with a folder {@code lib} of the jars of
 * modules, and a file {@code class-path}.
 */
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

  /** Gives the folder of the build. */
  Path of(Product product, Libraries libraries) throws IOException {
    Path build = folder.resolve(prefix + key(product, libraries));
    if (!Files.isDirectory(build)) {
      Path made = folder.resolve(prefix + "new");
      Folders.empty(made);
      Path lib = Files.createDirectory(made.resolve("lib"));
      StringJoiner classPath = new StringJoiner(File.pathSeparator);
      classPath.add(libraries.classPath());
      for (Map.Entry<String, Path> jar : product.modules().entrySet()) {
        Folders.link(lib.resolve(jar.getKey()), jar.getValue());
        classPath.add(build.resolve("lib").resolve(jar.getKey()).toString());
      }
      Files.writeString(made.resolve("class-path"), classPath.toString());
      Files.createSymbolicLink(made.resolve("consilium.jsa"), libraries.archive());
      Files.move(made, build, StandardCopyOption.ATOMIC_MOVE);
      Folders.keepNewest(folder, prefix, kept);
    }
    return build;
  }

  private static String key(Product product, Libraries libraries) throws IOException {
    Digest digest = new Digest().add(libraries.classPath());
    product.modules().forEach((name, file) -> digest.add(name).add(file.toString()));
    return digest.name();
  }
}
