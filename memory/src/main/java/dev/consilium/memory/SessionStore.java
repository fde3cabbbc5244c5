package dev.consilium.memory;

import static dev.consilium.memory.jooq.Tables.ENDED_SESSION;

import java.util.List;
import java.util.function.Consumer;

/** Sessions that were ended before their time, on whichever node. Methods block. */
public final class SessionStore {
  private final Transactions transactions;
  private final Consumer<Change> changes;

  SessionStore(Transactions transactions, Consumer<Change> changes) {
    this.transactions = transactions;
    this.changes = changes;
  }

  public void end(String id) {
    int _ =
        transactions.write(dsl ->
            dsl.insertInto(ENDED_SESSION)
                .set(ENDED_SESSION.ID, id)
                .onConflictDoNothing()
                .execute());
    changes.accept(new Change.SessionEnded(id));
  }

  /** All that have to be remembered still. */
  public List<String> ended() {
    return transactions.read(
        dsl -> dsl.select(ENDED_SESSION.ID).from(ENDED_SESSION).fetch(ENDED_SESSION.ID));
  }
}
