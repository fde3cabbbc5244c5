import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/** Held by one process at a time; gone with the process that holds it, however that ends. */
final class Lock implements AutoCloseable {
  private final FileChannel channel;

  private Lock(FileChannel channel) {
    this.channel = channel;
  }

  /** Waits until no other process holds it. */
  static Lock acquire(Path file) throws IOException {
    Lock lock = new Lock(open(file));
    lock.channel.lock();
    return lock;
  }

  /** Fails with a message if another process holds it. */
  static Lock acquireNow(Path file, String otherwise) throws IOException, Failure {
    Lock lock = new Lock(open(file));
    FileLock held = lock.channel.tryLock();
    if (held == null) {
      lock.close();
      throw new Failure(otherwise);
    }
    return lock;
  }

  private static FileChannel open(Path file) throws IOException {
    Files.createDirectories(file.getParent());
    return FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
  }

  @Override
  public void close() throws IOException {
    channel.close();
  }
}
