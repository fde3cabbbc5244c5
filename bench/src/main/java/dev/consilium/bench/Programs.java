package dev.consilium.bench;

import dev.consilium.bench.floor.HttpFloor;
import dev.consilium.bench.floor.StdioFloor;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** How what is measured is started, from the project's folder. */
record Programs(Path root) {
  private static final List<String> OPTIONS =
      List.of(
          "-XX:+UseSerialGC",
          "--enable-native-access=ALL-UNNAMED",
          "--sun-misc-unsafe-memory-access=allow");

  /** What is measured of the process that is started is not what others do for it. */
  static final Map<String, String> ALONE = Map.of("CONSILIUM_ALONE", "1");

  /** What {@code scripts/host} has for stdio: the floor is compiled as what stands beside it. */
  private static final String FIRST_COMPILER = "-XX:TieredStopAtLevel=1";

  List<String> httpFloor() {
    return java(HttpFloor.class);
  }

  List<String> stdioFloor() {
    return java(StdioFloor.class, FIRST_COMPILER);
  }

  /** The product's engine with the tools by which hosts are compared. */
  List<String> engine(String... words) {
    return command(root.resolve("scripts/bench"), "host", words);
  }

  List<String> serve(Path home, String... words) {
    return command(root.resolve("consilium"), "serve", with(words, "--port", "0", "--home", home));
  }

  List<String> stdio(Path home) {
    return command(root.resolve("consilium"), "stdio", with(new String[0], "--home", home));
  }

  /** Fills a home with so many tasks and memories. */
  List<String> crowd(Path home, long tasks, long memories) {
    return command(
        root.resolve("scripts/bench"),
        "crowd",
        home.toString(),
        Long.toString(tasks),
        Long.toString(memories));
  }

  private static String[] with(String[] words, Object... more) {
    List<String> all = new ArrayList<>(List.of(words));
    for (Object word : more) {
      all.add(word.toString());
    }
    return all.toArray(String[]::new);
  }

  private static List<String> command(Path program, String first, String... words) {
    List<String> all = new ArrayList<>(List.of(program.toString(), first));
    all.addAll(List.of(words));
    return all;
  }

  private static List<String> java(Class<?> main, String... options) {
    List<String> all = new ArrayList<>();
    all.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    all.addAll(OPTIONS);
    all.addAll(List.of(options));
    all.addAll(List.of("-cp", System.getProperty("java.class.path"), main.getName()));
    return all;
  }
}
