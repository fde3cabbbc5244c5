package dev.consilium.memory.vectors;

import dev.consilium.memory.Transactions;
import dev.consilium.memory.embedding.EmbeddingException;
import dev.consilium.memory.embedding.EmbeddingModel;
import dev.consilium.memory.embedding.TextRefusedException;
import dev.consilium.memory.vectors.VectorRows.Model;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.LongAdder;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Search by meaning. What is written waits in an outbox; a thread of each process embeds it and
 * feeds the index. When the model or the index does not answer, search says so and goes on without
 * them, and asks them again a few seconds later.
 */
public final class Vectors implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(Vectors.class);
  private static final Duration LEFT_ALONE = Duration.ofSeconds(5);

  /** What fails at once may be asked again soon; what lets searches wait, may not. */
  private static final int LEFT_ALONE_FACTOR = 10;

  private final Optional<EmbeddingModel> model;
  private final Outbox outbox;
  private final VectorRows rows;
  private final FeedIndex feed;
  private final Indexer indexer;
  private volatile long unavailableUntil = System.nanoTime();
  private volatile String unavailable = "";
  private final LongAdder searches = new LongAdder();
  private final LongAdder degraded = new LongAdder();

  /**
   * @param folder where the index is, if there is no {@code chroma}
   */
  public Vectors(
      Transactions transactions,
      Optional<EmbeddingModel> model,
      Path folder,
      Optional<URI> chroma) {
    this.model = model;
    this.outbox = new Outbox(transactions);
    this.rows = new VectorRows(transactions);
    Checkpoints checkpoints = new Checkpoints(transactions);
    this.feed =
        new FeedIndex(
            rows,
            model.map(EmbeddingModel::name),
            row ->
                chroma.isPresent()
                    ? new ChromaIndex(chroma.get(), "consilium-" + row.key(), checkpoints)
                    : new FileIndex(folder.resolve(row.key().toString())));
    this.indexer = new Indexer(outbox, rows, model, feed);
  }

  public void start() {
    indexer.start();
  }

  /** Something was written: embeds it soon. */
  public void wake() {
    indexer.wake();
  }

  /**
   * What is near a question.
   *
   * @param passages their ids, with the cosine of the angle
   * @param all whether these are all that the index had: any other is not embedded, or was not yet
   * @param wordsOnly whether there are passages that are not embedded, or not yet
   * @param notice what to tell of a search that had to do without, or with a part of it
   */
  public record Near(
      Map<Long, Double> passages, boolean all, boolean wordsOnly, @Nullable String notice) {
    static Near nothing(boolean wordsOnly, @Nullable String notice) {
      return new Near(Map.of(), true, wordsOnly, notice);
    }
  }

  public Near near(String query, @Nullable Long project, int count) {
    if (model.isEmpty()) {
      return Near.nothing(false, null);
    }
    indexer.used();
    searches.increment();
    if (System.nanoTime() - unavailableUntil < 0) {
      degraded.increment();
      return Near.nothing(false, unavailable);
    }
    long begin = System.nanoTime();
    try {
      Optional<VectorIndex> index = feed.index();
      boolean waiting = indexer.isWaiting();
      String notice =
          waiting
              ? "Some memories are still being embedded: those are found by words only for now."
              : null;
      boolean wordsOnly = waiting || indexer.hasRefused();
      if (index.isEmpty()) {
        return Near.nothing(wordsOnly, notice);
      }
      float[] vector = model.get().query(query);
      Map<Long, Double> passages = index.get().nearest(vector, project, count);
      return new Near(passages, passages.size() < count, wordsOnly, notice);
    } catch (TextRefusedException e) {
      degraded.increment();
      return Near.nothing(false, "Found by words only: " + e.getMessage());
    } catch (EmbeddingException | VectorIndexException e) {
      degraded.increment();
      log.warn("Searching by words only: {}", e.getMessage());
      unavailable = "Found by words only: " + e.getMessage();
      long now = System.nanoTime();
      unavailableUntil = now + Math.min(LEFT_ALONE.toNanos(), (now - begin) * LEFT_ALONE_FACTOR);
      return Near.nothing(false, unavailable);
    }
  }

  /**
   * How the index stands.
   *
   * @param stored vectors in PostgreSQL, {@code indexed} of them in the index
   * @param waiting passages that have no vector yet
   * @param trouble why it cannot be used, if so
   */
  public record State(
      String model, String index, long stored, long indexed, long waiting, String trouble) {}

  public State state() {
    if (model.isEmpty()) {
      return new State("none", "none", 0, 0, 0, "");
    }
    String name = model.get().name();
    // What waits is looked at first: what is embedded meanwhile counts as stored then.
    int waiting = outbox.waiting();
    Optional<Model> row = rows.model(name);
    if (row.isEmpty()) {
      return new State(name, "empty", 0, 0, waiting, "");
    }
    long stored = rows.stored(row.get(), Long.MAX_VALUE);
    try {
      VectorIndex index = feed.index().orElseThrow();
      index.refresh();
      return new State(name, index.describe(), stored, index.count(), waiting, "");
    } catch (VectorIndexException e) {
      return new State(name, "unavailable", stored, 0, waiting, String.valueOf(e.getMessage()));
    }
  }

  /** How many searches there were by meaning since the start. */
  public long searches() {
    return searches.sum();
  }

  /** How many of them had to do without the model or the index. */
  public long degraded() {
    return degraded.sum();
  }

  /**
   * Tries the index.
   *
   * @return what it is and where
   * @throws VectorIndexException when it does not answer
   */
  public String checkIndex() {
    Optional<VectorIndex> index = feed.index();
    if (index.isEmpty()) {
      return "nothing is indexed yet";
    }
    long _ = index.get().count();
    return index.get().describe();
  }

  /**
   * Tries the model.
   *
   * @param text that was not embedded lately: those are remembered
   * @return its name
   * @throws EmbeddingException when it does not answer
   */
  public String checkModel(String text) {
    if (model.isEmpty()) {
      return "none";
    }
    float[] _ = model.get().query(text);
    return model.get().name();
  }

  /** Makes the index anew from the vectors in PostgreSQL, and embeds what has none. */
  public void reindex() {
    indexer.reindex();
  }

  /** Removes what models other than the one in use left. Returns how many vectors that were. */
  public long removeOthers() {
    return feed.removeOthers();
  }

  @Override
  public void close() {
    indexer.close();
    model.ifPresent(EmbeddingModel::close);
  }
}
