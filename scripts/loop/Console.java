import java.time.Duration;
import java.util.Locale;

/** What the loop says itself, on stderr: told from what hosts and tests print by its first word. */
final class Console {
  private static final long MILLIS_OF_SECOND = 1_000;

  private Console() {}

  static void say(String text) {
    System.err.println("loop: " + text);
  }

  /** Since a moment of {@link System#nanoTime}. */
  static String seconds(long since) {
    long millis = Duration.ofNanos(System.nanoTime() - since).toMillis();
    return String.format(Locale.ROOT, "%.1f s", (double) millis / MILLIS_OF_SECOND);
  }
}
