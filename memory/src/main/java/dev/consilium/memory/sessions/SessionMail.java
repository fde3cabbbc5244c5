package dev.consilium.memory.sessions;

import static dev.consilium.memory.jooq.Tables.CLIENT_ANSWER;

import dev.consilium.memory.Change;
import dev.consilium.memory.Transactions;
import java.util.Optional;
import java.util.function.Consumer;

/** Messages of a client that came to another node than the one that waits for them. */
public final class SessionMail {
  private final Transactions transactions;
  private final Consumer<Change> changes;

  /** Mail that tells {@code changes} when it is to be fetched. */
  public SessionMail(Transactions transactions, Consumer<Change> changes) {
    this.transactions = transactions;
    this.changes = changes;
  }

  /** Tells all nodes that a request is cancelled; never blocks. */
  public void cancel(String session, String requestIdJson) {
    changes.accept(new Change.RequestCancelled(session, requestIdJson));
  }

  /** Leaves an answer for the node that asked; blocks. */
  public void answer(String session, String requestId, String message) {
    int _ =
        transactions.write(dsl ->
            dsl.insertInto(CLIENT_ANSWER)
                .set(CLIENT_ANSWER.SESSION_ID, session)
                .set(CLIENT_ANSWER.REQUEST_ID, requestId)
                .set(CLIENT_ANSWER.MESSAGE, message)
                .onConflictDoNothing()
                .execute());
    changes.accept(new Change.RequestAnswered(session, requestId));
  }

  /** Takes an answer that was left; blocks. */
  public Optional<String> take(String session, String requestId) {
    return transactions.write(dsl ->
        dsl.deleteFrom(CLIENT_ANSWER)
            .where(CLIENT_ANSWER.SESSION_ID.eq(session), CLIENT_ANSWER.REQUEST_ID.eq(requestId))
            .returningResult(CLIENT_ANSWER.MESSAGE)
            .fetchOptional(CLIENT_ANSWER.MESSAGE));
  }
}
