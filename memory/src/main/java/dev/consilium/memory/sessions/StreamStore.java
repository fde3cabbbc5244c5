package dev.consilium.memory.sessions;

import static dev.consilium.memory.jooq.Tables.STREAM_EVENT;

import dev.consilium.memory.Change;
import dev.consilium.memory.Transactions;
import java.util.List;
import java.util.function.Consumer;

/** Streams on their way from the node that works for a client to the one it came back to. */
public final class StreamStore {
  private final Transactions transactions;
  private final Consumer<Change> changes;

  /** A store that tells {@code changes} where streams are wanted, and when they grew. */
  public StreamStore(Transactions transactions, Consumer<Change> changes) {
    this.transactions = transactions;
    this.changes = changes;
  }

  /** Asks the node that has the stream for its events; never blocks. */
  public void want(String stream) {
    changes.accept(new Change.StreamWanted(stream));
  }

  /** Adds an event, unless it is there; blocks. */
  public void add(String stream, String session, StreamEvent event) {
    int _ =
        transactions.write(dsl ->
            dsl.insertInto(STREAM_EVENT)
                .set(STREAM_EVENT.STREAM, stream)
                .set(STREAM_EVENT.NUMBER, event.number())
                .set(STREAM_EVENT.SESSION_ID, session)
                .set(STREAM_EVENT.MESSAGE, event.message())
                .set(STREAM_EVENT.IS_LAST, event.isLast())
                .onConflictDoNothing()
                .execute());
    changes.accept(new Change.StreamGrew(stream));
  }

  /** The events after a number, in their order; blocks. */
  public List<StreamEvent> after(String stream, String session, int number) {
    return transactions.read(dsl ->
        dsl.select(STREAM_EVENT.NUMBER, STREAM_EVENT.MESSAGE, STREAM_EVENT.IS_LAST)
            .from(STREAM_EVENT)
            .where(
                STREAM_EVENT.STREAM.eq(stream),
                STREAM_EVENT.SESSION_ID.eq(session),
                STREAM_EVENT.NUMBER.gt(number))
            .orderBy(STREAM_EVENT.NUMBER)
            .fetch(row -> new StreamEvent(row.value1(), row.value2(), row.value3())));
  }
}
