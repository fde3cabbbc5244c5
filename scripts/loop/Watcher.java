import java.io.IOException;
import java.nio.file.FileSystems;
import java.nio.file.Path;
import java.nio.file.StandardWatchEventKinds;
import java.nio.file.WatchEvent;
import java.nio.file.WatchKey;
import java.nio.file.WatchService;
import java.time.Duration;
import java.util.Collection;
import java.util.HashSet;
import java.util.Set;
import java.util.concurrent.TimeUnit;

/**
 * Waits for changes under some folders. What the system tells only wakes it up, and it looks by
 * itself now and then: what changed is found by comparison, so that nothing is missed where
 * notifications are slow or get lost.
 */
final class Watcher implements AutoCloseable {
  private static final Duration LOOK_AGAIN = Duration.ofSeconds(1);

  /** An editor, or a checkout, writes more than one file. */
  private static final Duration QUIET = Duration.ofMillis(60);

  private static final WatchEvent.Kind<?>[] KINDS = {
    StandardWatchEventKinds.ENTRY_CREATE,
    StandardWatchEventKinds.ENTRY_MODIFY,
    StandardWatchEventKinds.ENTRY_DELETE
  };

  private final WatchService service = FileSystems.getDefault().newWatchService();
  private final Set<Path> watched = new HashSet<>();

  Watcher() throws IOException {}

  /** The files once they differ from a former look, and nobody has written for a moment. */
  Snapshot awaitChange(Collection<Path> roots, Snapshot before)
      throws IOException, InterruptedException {
    while (true) {
      Snapshot now = Snapshot.of(roots);
      watch(now);
      if (!now.equals(before)) {
        return settled(roots, now);
      }
      drain(service.poll(LOOK_AGAIN.toMillis(), TimeUnit.MILLISECONDS));
    }
  }

  private Snapshot settled(Collection<Path> roots, Snapshot changed)
      throws IOException, InterruptedException {
    Snapshot before = changed;
    while (true) {
      Thread.sleep(QUIET);
      Snapshot now = Snapshot.of(roots);
      if (now.equals(before)) {
        return now;
      }
      before = now;
    }
  }

  private void watch(Snapshot files) throws IOException {
    for (Path file : files.files().keySet()) {
      if (watched.add(file.getParent())) {
        file.getParent().register(service, KINDS);
      }
    }
  }

  private void drain(WatchKey first) {
    for (WatchKey key = first; key != null; key = service.poll()) {
      key.pollEvents();
      if (!key.reset()) {
        watched.remove((Path) key.watchable());
      }
    }
  }

  @Override
  public void close() throws IOException {
    service.close();
  }
}
