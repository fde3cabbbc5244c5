package dev.consilium.memory.sessions;

import static dev.consilium.memory.jooq.Tables.LEGACY_SESSION;

import dev.consilium.memory.Change;
import dev.consilium.memory.Transactions;
import dev.consilium.memory.jooq.tables.records.LegacySessionRecord;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;
import org.jooq.impl.DSL;

/** What all nodes know of the sessions of the legacy era. Methods block. */
public final class SessionStore {
  private final Transactions transactions;
  private final Consumer<Change> changes;

  /** A store that tells {@code changes} when other nodes have to look at a session. */
  public SessionStore(Transactions transactions, Consumer<Change> changes) {
    this.transactions = transactions;
    this.changes = changes;
  }

  /** Changes what is known of a session; returns what is known then. */
  public SessionNotes change(String id, UnaryOperator<SessionNotes> change) {
    SessionNotes changed =
        transactions.write(dsl -> {
          int _ =
              dsl.insertInto(LEGACY_SESSION)
                  .set(LEGACY_SESSION.ID, id)
                  .onConflictDoNothing()
                  .execute();
          LegacySessionRecord row =
              dsl.selectFrom(LEGACY_SESSION)
                  .where(LEGACY_SESSION.ID.eq(id))
                  .forUpdate()
                  .fetchSingle();
          SessionNotes notes = change.apply(notes(row));
          int _ =
              dsl.update(LEGACY_SESSION)
                  .set(LEGACY_SESSION.ENDED, notes.ended())
                  .set(LEGACY_SESSION.LOG_LEVEL, notes.logLevel())
                  .set(LEGACY_SESSION.SUBSCRIBED, notes.subscribed().toArray(String[]::new))
                  .set(LEGACY_SESSION.CHANGED_AT, DSL.currentOffsetDateTime())
                  .where(LEGACY_SESSION.ID.eq(id))
                  .execute();
          return notes;
        });
    changes.accept(new Change.SessionChanged(id));
    return changed;
  }

  public SessionNotes find(String id) {
    return transactions.read(dsl ->
        dsl.selectFrom(LEGACY_SESSION)
            .where(LEGACY_SESSION.ID.eq(id))
            .fetchOptional(SessionStore::notes)
            .orElse(SessionNotes.NONE));
  }

  /** All of which something is known, by their ids. */
  public Map<String, SessionNotes> all() {
    return transactions.read(
        dsl -> dsl.selectFrom(LEGACY_SESSION).fetchMap(LEGACY_SESSION.ID, SessionStore::notes));
  }

  private static SessionNotes notes(LegacySessionRecord row) {
    return new SessionNotes(row.getEnded(), row.getLogLevel(), Set.of(row.getSubscribed()));
  }
}
