package dev.consilium.memory.embedding;

import dev.consilium.memory.Waiting;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.concurrent.CountDownLatch;

/** A process that is told to stop while somebody is in native code, until its input ends. */
final class StoppingInside {
  static final String WAITS = "waits for whoever is in";
  static final String REFUSED = "lets nobody in";
  static final String LEFT = "nobody is in";

  private StoppingInside() {}

  public static void main(String[] args) throws InterruptedException {
    CountDownLatch inside = new CountDownLatch(1);
    Thread _ =
        Thread.ofPlatform()
            .daemon()
            .start(() -> {
              try (NativeCalls.Inside _ = NativeCalls.enter()) {
                inside.countDown();
                int _ = System.in.read();
                enterAgain();
                System.out.println(LEFT);
              } catch (IOException e) {
                throw new UncheckedIOException(e);
              }
            });
    inside.await();
    Thread _ = Thread.ofPlatform().daemon().start(StoppingInside::tellWhenItWaits);
    System.exit(0);
  }

  private static void enterAgain() {
    try (NativeCalls.Inside _ = NativeCalls.enter()) {
      System.out.println("lets others in");
    } catch (EmbeddingException e) {
      System.out.println(REFUSED);
    }
  }

  private static void tellWhenItWaits() {
    try {
      Waiting.until(() ->
          Thread.getAllStackTraces().keySet().stream()
              .anyMatch(thread ->
                  thread.getName().equals("embedding-end")
                      && thread.getState() == Thread.State.TIMED_WAITING));
      System.out.println(WAITS);
    } catch (Exception e) {
      throw new IllegalStateException(e);
    }
  }
}
