import java.io.IOException;

/** Programs that the loop runs and waits for. */
final class Programs {
  private Programs() {}

  /**
   * Runs a program that says what it has to say itself, and does not outlive this one; gives its
   * exit code.
   */
  static int run(ProcessBuilder program) throws IOException, InterruptedException {
    Process process = program.start();
    Thread end =
        new Thread(() -> {
          process.descendants().forEach(ProcessHandle::destroy);
          process.destroy();
        });
    Runtime.getRuntime().addShutdownHook(end);
    int status = process.waitFor();
    try {
      Runtime.getRuntime().removeShutdownHook(end);
    } catch (IllegalStateException e) {
      // This program ends as well.
    }
    return status;
  }
}
