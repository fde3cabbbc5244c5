package dev.consilium.memory.embedding;

import static org.assertj.core.api.Assertions.assertThat;

import dev.consilium.memory.Waiting;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

class LocalModelTest {
  private static final EmbeddingModel MODEL = EmbeddingConfig.DEFAULT.open().orElseThrow();

  @AfterAll
  static void close() {
    MODEL.close();
  }

  private static double cosine(String question, String text) {
    float[] a = MODEL.query(question);
    float[] b = MODEL.passages(List.of(text)).getFirst();
    double sum = 0;
    for (int i = 0; i < a.length; i++) {
      sum += a[i] * b[i];
    }
    return sum;
  }

  @Test
  void bringsTogetherWhatMeansTheSame() {
    assertThat(cosine("How do I undo a release?", "Roll back the deployment with scripts/rollback"))
        .isGreaterThan(cosine("How do I undo a release?", "Lunch is served at noon"));
  }

  @Test
  void bringsTogetherEnglishAndRussian() {
    assertThat(
            cosine(
                "Почему упала очередь сообщений?", "The message queue crashed: the disk was full"))
        .isGreaterThan(
            cosine("Почему упала очередь сообщений?", "Customers may return goods for a month"));
  }

  @Test
  void givesTheSameVectorWhateverStandsBesideIt() {
    List<String> texts = List.of("short", "a much longer text that stands beside the short one");
    assertThat(MODEL.passages(texts).getFirst())
        .isEqualTo(EmbeddingConfig.DEFAULT.open().orElseThrow().passages(texts).getFirst());
  }

  @Test
  @Timeout(value = 120, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
  @DisabledOnOs(value = OS.WINDOWS, disabledReason = "it has no __cxa_atexit")
  void aModelThatIsLoadedWhileTheProcessStopsDoesNotCrashIt(@TempDir Path folder) throws Exception {
    Process process = start(LoadingAtExit.class, folder);
    try (BufferedReader said = process.inputReader()) {
      assertThat(said.readLine()).startsWith(LoadingAtExit.DESTROYED);
      Waiting.until(() -> isIdle(process));
      process.getOutputStream().close();
      assertThat(process.waitFor()).isZero();
    } finally {
      var _ = process.destroyForcibly();
    }
  }

  @Test
  @Timeout(value = 120, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
  void theProcessStopsWhenNobodyIsInNativeCode(@TempDir Path folder) throws Exception {
    Process process = start(StoppingInside.class, folder);
    try (BufferedReader said = process.inputReader()) {
      assertThat(said.readLine()).isEqualTo(StoppingInside.WAITS);
      process.getOutputStream().close();
      assertThat(said.readAllLines()).containsExactly(StoppingInside.REFUSED, StoppingInside.LEFT);
      assertThat(process.waitFor()).isZero();
    } finally {
      var _ = process.destroyForcibly();
    }
  }

  private static Process start(Class<?> program, Path folder) throws IOException {
    return new ProcessBuilder(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "--enable-native-access=ALL-UNNAMED",
            "-XX:TieredStopAtLevel=1",
            "-cp",
            System.getProperty("java.class.path"),
            program.getName())
        .directory(folder.toFile())
        .redirectErrorStream(true)
        .start();
  }

  private static boolean isIdle(Process process) throws InterruptedException {
    Optional<Duration> before = process.info().totalCpuDuration();
    TimeUnit.MILLISECONDS.sleep(50);
    return process.info().totalCpuDuration().equals(before);
  }

  /** The expected ids are those of the reference tokenizer (Hugging Face tokenizers 0.21). */
  @Test
  void cutsWordsAsTheModelLearntThem() throws Exception {
    try (InputStream file =
        Objects.requireNonNull(
            LocalModelTest.class.getResourceAsStream("/e5-small-v2-q-tokenizer.json"))) {
      WordPieces pieces = new WordPieces(file, 512);
      assertThat(pieces.ids("unknown = special(\"x\");"))
          .containsExactly(101, 4242, 1027, 2569, 1006, 1000, 1060, 1000, 1007, 1025, 102);
      assertThat(pieces.ids("cls-proxify"))
          .containsExactly(101, 18856, 2015, 1011, 4013, 9048, 12031, 102);
      assertThat(pieces.ids("naïve")).isEqualTo(pieces.ids("NAIVE"));
      assertThat(pieces.ids("word ".repeat(1_000))).hasSize(512).endsWith(102);
    }
  }
}
