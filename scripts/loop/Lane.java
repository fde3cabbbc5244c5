/**
 * What steps share and only so many of them may use at a time: the package manager, for example.
 * Two lanes are the same only if they are one object.
 */
final class Lane {
  private final int capacity;

  Lane(int capacity) {
    this.capacity = capacity;
  }

  int capacity() {
    return capacity;
  }
}
