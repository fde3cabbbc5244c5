package dev.consilium.server.live;

import dev.consilium.memory.UnavailableException;
import dev.consilium.memory.feed.Feed;
import dev.consilium.memory.feed.FeedEnds;
import dev.consilium.memory.feed.FeedEvent;
import dev.consilium.memory.feed.FeedPage;
import dev.consilium.schemas.events.GapData;
import dev.consilium.schemas.events.LiveAnswer;
import dev.consilium.schemas.json.Json;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Semaphore;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reads for clients that were away for longer than the node remembers, each at its own pace, until
 * they can be served with the others.
 */
final class CatchUp implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(CatchUp.class);

  /** So that the others still find connections to the database. */
  private static final int READING_AT_ONCE = 3;

  private static final int PAGE = 200;

  private static final long SECONDS_TO_READ = 30;

  private final Audience audience;
  private final Feed feed;
  private final Semaphore reading = new Semaphore(READING_AT_ONCE, true);
  private final ExecutorService readers = Executors.newVirtualThreadPerTaskExecutor();

  CatchUp(Audience audience, Feed feed) {
    this.audience = audience;
    this.feed = feed;
  }

  /** Goes on from where the client stands. */
  void begin(Watcher watcher) {
    readers.execute(() -> run(watcher));
  }

  private void run(Watcher watcher) {
    try {
      FeedEnds ends = ends();
      Audience.hello(watcher);
      if (watcher.position() > ends.last()) {
        // It knows places that were never given here: of another database, or of a lost one.
        gap(watcher, ends.last() + 1, ends.last());
        watcher.goTo(ends.last());
      }
      for (long through = audience.join(watcher); through > 0; through = audience.join(watcher)) {
        if (!page(watcher, through)) {
          return;
        }
      }
    } catch (InterruptedException e) {
      // Closed.
    } catch (UnavailableException e) {
      log.warn("a client could not be given what it missed: {}", e.getMessage());
      watcher
          .outlet()
          .close(
              Audience.TOO_SLOW,
              "The database is away; connect again, with after=" + watcher.position());
    }
  }

  private FeedEnds ends() throws InterruptedException {
    reading.acquire();
    try {
      return feed.ends();
    } finally {
      reading.release();
    }
  }

  /** Sends the next events; false when the client is gone. */
  private boolean page(Watcher watcher, long through) throws InterruptedException {
    if (!watcher.awaitReady(SECONDS_TO_READ)) {
      watcher
          .outlet()
          .close(
              Audience.TOO_SLOW,
              "You read too slowly; connect again with after=" + watcher.position());
      return false;
    }
    FeedPage page;
    reading.acquire();
    try {
      page = feed.read(watcher.position(), through, watcher.filter(), PAGE);
    } finally {
      reading.release();
    }
    if (page.oldest() > watcher.position() + 1) {
      gap(watcher, page.oldest(), through);
    }
    List<FeedEvent> events = page.events();
    if (!events.isEmpty()) {
      watcher.outlet().send(watcher.form().events(events.stream().map(Form.Encoded::of).toList()));
    }
    watcher.goTo(events.size() == PAGE ? events.getLast().seq() : through);
    return true;
  }

  private static void gap(Watcher watcher, long oldest, long last) {
    watcher.tell(
        LiveAnswer.GAP.text(),
        Json.RESULTS.valueToTree(
            new GapData(watcher.position(), oldest, Math.max(last, oldest - 1))),
        null);
  }

  @Override
  public void close() {
    readers.shutdownNow();
  }
}
