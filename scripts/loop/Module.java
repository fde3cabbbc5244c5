import java.nio.file.Path;

/** A Maven module, and where the loop keeps what it makes of it. */
record Module(String name, Path folder, Pom pom, Path output) {
  private static final String MAIN = "src/main/java";
  private static final String TESTS = "src/test/java";

  Path mainSources() {
    return folder.resolve(MAIN);
  }

  Path testSources() {
    return folder.resolve(TESTS);
  }

  Path generatedSources() {
    return output.resolve("generated-sources").resolve("jooq");
  }

  Path testClasses() {
    return output.resolve("test-classes");
  }

  Path testResources() {
    return output.resolve("test-resources");
  }

  /** The name that Maven gives the jar. */
  String jarName() {
    return name + "-" + pom.version() + ".jar";
  }
}
