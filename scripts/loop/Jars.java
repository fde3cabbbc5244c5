import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.zip.CRC32;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;

/**
 * The jars of a module. A jar is never written to again: who runs it keeps it, whatever is compiled
 * meanwhile.
 */
final class Jars {
  private static final int KEPT = 6;
  private static final String SUFFIX = ".jar";

  private final Path folder;

  Jars(Path folder) {
    this.folder = folder;
  }

  /** A jar of what is in the folders, named by its content. */
  Path of(List<Path> content) throws IOException {
    SortedMap<String, byte[]> entries = new TreeMap<>();
    for (Path root : content) {
      for (Path file : Snapshot.files(root)) {
        Path name = root.relativize(file);
        entries.put(entry(name), Files.readAllBytes(file));
        // Who looks for all resources of a folder finds none where the folder is no entry itself.
        for (Path up = name.getParent(); up != null; up = up.getParent()) {
          entries.put(entry(up) + "/", new byte[0]);
        }
      }
    }
    Digest digest = new Digest();
    entries.forEach((name, bytes) -> digest.add(name).add(bytes));
    Path jar = folder.resolve(digest.name() + SUFFIX);
    if (!Files.exists(jar)) {
      Files.createDirectories(folder);
      Path written = folder.resolve("new");
      Files.write(written, zip(entries));
      Files.move(written, jar, StandardCopyOption.ATOMIC_MOVE);
      Folders.keepNewest(folder, "", KEPT);
    }
    return jar;
  }

  private static String entry(Path name) {
    return name.toString().replace('\\', '/');
  }

  private static byte[] zip(SortedMap<String, byte[]> entries) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (ZipOutputStream zip = new ZipOutputStream(bytes)) {
      zip.setMethod(ZipOutputStream.STORED);
      for (var one : entries.entrySet()) {
        ZipEntry entry = new ZipEntry(one.getKey());
        CRC32 sum = new CRC32();
        sum.update(one.getValue());
        entry.setSize(one.getValue().length);
        entry.setCrc(sum.getValue());
        entry.setTime(0);
        zip.putNextEntry(entry);
        zip.write(one.getValue());
      }
    }
    return bytes.toByteArray();
  }
}
