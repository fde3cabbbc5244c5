package dev.consilium.memory.embedding;

import java.util.List;
import java.util.concurrent.CountDownLatch;

/** A process that is told to stop while it loads models, and lets some more be loaded meanwhile. */
final class LoadingAtExit {
  static final String LOADED = "all were loaded";

  private static final int MORE = 5;

  private LoadingAtExit() {}

  public static void main(String[] args) throws InterruptedException {
    CountDownLatch first = new CountDownLatch(1);
    CountDownLatch stopping = new CountDownLatch(1);
    Thread loader =
        Thread.ofPlatform()
            .daemon()
            .start(() -> {
              for (int more = 0; more < MORE; more += stopping.getCount() == 0 ? 1 : 0) {
                try (LocalModel model = new LocalModel(LocalModel.E5_SMALL)) {
                  var _ = model.passages(List.of("text"));
                }
                first.countDown();
              }
              System.out.print(LOADED);
            });
    Runtime.getRuntime()
        .addShutdownHook(
            new Thread(() -> {
              stopping.countDown();
              try {
                loader.join();
              } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
              }
            }));
    first.await();
    System.exit(0);
  }
}
