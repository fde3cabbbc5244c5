import java.nio.file.Path;
import java.util.SortedMap;

/**
 * The jars that run the product, by their names in Maven's build.
 *
 * @param modules named by their content
 * @param libraries named by their version
 */
record Product(SortedMap<String, Path> modules, SortedMap<String, Path> libraries) {}
