import java.util.concurrent.Semaphore;

/**
 * What steps share and only so many of them may use at a time: the package manager, for example.
 */
final class Lane {
  private final int capacity;
  private final Semaphore free;

  Lane(int capacity) {
    this.capacity = capacity;
    this.free = new Semaphore(capacity, true);
  }

  void enter() throws InterruptedException {
    free.acquire();
  }

  void leave() {
    free.release();
  }

  int capacity() {
    return capacity;
  }
}
