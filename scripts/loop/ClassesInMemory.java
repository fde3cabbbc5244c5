import java.io.ByteArrayOutputStream;
import java.io.OutputStream;
import java.net.URI;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import javax.tools.FileObject;
import javax.tools.ForwardingJavaFileManager;
import javax.tools.JavaFileManager;
import javax.tools.JavaFileObject;
import javax.tools.SimpleJavaFileObject;
import javax.tools.StandardJavaFileManager;

/**
 * Keeps what is compiled until it is known whether all of it is sound, by source and name of class.
 */
final class ClassesInMemory extends ForwardingJavaFileManager<StandardJavaFileManager> {
  private final Map<Path, Map<String, ByteArrayOutputStream>> classes = new TreeMap<>();

  ClassesInMemory(StandardJavaFileManager manager) {
    super(manager);
  }

  @Override
  public JavaFileObject getJavaFileForOutput(
      JavaFileManager.Location location,
      String name,
      JavaFileObject.Kind kind,
      FileObject sibling) {
    Path source = fileManager.asPath(sibling);
    return new SimpleJavaFileObject(URI.create("memory:///" + name.replace('.', '/')), kind) {
      @Override
      public OutputStream openOutputStream() {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        classes.computeIfAbsent(source, _ -> new TreeMap<>()).put(name, bytes);
        return bytes;
      }
    };
  }

  Map<Path, Map<String, ByteArrayOutputStream>> classes() {
    return classes;
  }
}
