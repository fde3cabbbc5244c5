package dev.consilium.memory.vectors;

import dev.consilium.memory.Transactions;
import dev.consilium.memory.vectors.Outbox.Waiting;
import dev.consilium.memory.vectors.VectorRows.Model;
import java.util.List;

/** What the thread that embeds memories asks of the database, with a model that is not asked. */
public final class IndexerSteps {
  private static final String MODEL = "steps";
  private static final int AT_ONCE = 64;

  private final Outbox outbox;
  private final VectorRows rows;

  public IndexerSteps(Transactions transactions) {
    outbox = new Outbox(transactions);
    rows = new VectorRows(transactions);
  }

  /** What it does every few hundred milliseconds. */
  public void look() {
    var _ = rows.glance(MODEL);
  }

  /** What it does when something was written. */
  public void work() {
    boolean _ = outbox.rememberOutcomes();
    boolean _ = outbox.countWords();
    List<Waiting> taken = outbox.take(AT_ONCE);
    outbox.giveBack(taken);
    List<float[]> vectors = taken.stream().map(_ -> new float[] {1, 0}).toList();
    rows.store(rows.model(MODEL, 2), taken, vectors);
  }

  /** How an index follows. */
  public void follow() {
    Model model = rows.model(MODEL, 2);
    long horizon = rows.horizon();
    var _ = rows.vectors(model, Math.max(0, horizon - 20), 0, horizon, AT_ONCE);
    var _ = rows.removed(Math.max(0, horizon - 20), horizon);
  }
}
