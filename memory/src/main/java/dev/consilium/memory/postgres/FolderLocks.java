package dev.consilium.memory.postgres;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * Who uses one database folder, told by file locks, which the operating system takes back however a
 * process ends.
 *
 * <ul>
 *   <li>{@code start.lock}, exclusive: starting or stopping the server.
 *   <li>{@code users.lock}, shared: using it. Whoever gets it exclusively is the last one.
 * </ul>
 *
 * <p>A file lock belongs to a whole JVM, so the users within this one are counted.
 */
final class FolderLocks {
  private static final ConcurrentMap<Path, FolderLocks> BY_FOLDER = new ConcurrentHashMap<>();

  private final Path folder;
  private final ReentrantLock starting = new ReentrantLock();
  private int users;
  private @Nullable FileChannel usersChannel;

  private FolderLocks(Path folder) {
    this.folder = folder;
  }

  static FolderLocks of(Path folder) {
    return BY_FOLDER.computeIfAbsent(folder, FolderLocks::new);
  }

  /** What is done while nobody else starts or stops the server. */
  interface Action<T> {
    T run() throws IOException;
  }

  <T> T whileStarting(Action<T> action) throws IOException {
    starting.lock();
    try (FileChannel channel = open("start.lock");
        FileLock _ = channel.lock()) {
      return action.run();
    } finally {
      starting.unlock();
    }
  }

  /** Counts one more user. The caller holds the start lock. */
  void enter() throws IOException {
    if (users == 0) {
      FileChannel channel = open("users.lock");
      FileLock _ = channel.lock(0, Long.MAX_VALUE, true);
      usersChannel = channel;
    }
    users++;
  }

  /**
   * Counts one less and tells whether that was the last of all. The caller holds the start lock.
   */
  boolean leave() throws IOException {
    users--;
    FileChannel channel = usersChannel;
    if (users > 0 || channel == null) {
      return false;
    }
    usersChannel = null;
    channel.close();
    try (FileChannel alone = open("users.lock");
        FileLock lock = alone.tryLock()) {
      return lock != null;
    }
  }

  private FileChannel open(String name) throws IOException {
    return FileChannel.open(
        folder.resolve(name),
        StandardOpenOption.CREATE,
        StandardOpenOption.READ,
        StandardOpenOption.WRITE);
  }
}
