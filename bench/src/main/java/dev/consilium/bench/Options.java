package dev.consilium.bench;

import java.nio.file.Path;
import java.util.List;

/**
 * What a run was asked for.
 *
 * @param isShort fewer rounds and calls, judged by {@code limits.properties}
 * @param pinned servers run on the first processor, the load on another
 * @param words what else was said
 */
record Options(Path root, boolean isShort, boolean pinned, List<String> words) {
  static Options parse(List<String> args) {
    List<String> words = args.subList(1, args.size());
    return new Options(
        Path.of(args.getFirst()),
        words.contains("--short"),
        Boolean.getBoolean("bench.pinned"),
        words.stream().filter(word -> !word.startsWith("--")).toList());
  }

  Programs programs() {
    return new Programs(root);
  }
}
