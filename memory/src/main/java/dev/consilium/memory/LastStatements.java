package dev.consilium.memory;

import java.util.ArrayList;
import java.util.List;
import org.jooq.DSLContext;
import org.jooq.Record;
import org.jspecify.annotations.Nullable;

/**
 * What a transaction writes and need not wait for. It is sent with the commit, in one message, as
 * every answer that is waited for costs a way there and back; or with a query that is to see it.
 */
public final class LastStatements {
  /** Longer messages would be many, each prepared by itself. */
  private static final int MOST = 6;

  private final List<Prepared.Call> calls = new ArrayList<>();

  LastStatements() {}

  /** For a transaction that is to end with what is added. */
  static LastStatements of(DSLContext dsl) {
    LastStatements last = new LastStatements();
    dsl.configuration().data(LastStatements.class, last);
    return last;
  }

  /** Leaves it to the end of the transaction; in the order in which they were added. */
  public static void add(DSLContext dsl, Prepared.Call call) {
    if (!(dsl.configuration().data(LastStatements.class) instanceof LastStatements last)) {
      call.execute(dsl);
      return;
    }
    if (last.calls.size() == MOST) {
      last.send(dsl, "");
    }
    last.calls.add(call);
  }

  /** Asks for one row or none, in one message with what was left to the end so far. */
  public static @Nullable Record fetchOne(DSLContext dsl, Prepared.Call query) {
    if (!(dsl.configuration().data(LastStatements.class) instanceof LastStatements last)
        || last.calls.isEmpty()) {
      return query.fetchOne(dsl);
    }
    List<Prepared.Call> first = List.copyOf(last.calls);
    last.calls.clear();
    return query.fetchOneAfter(dsl, first);
  }

  /** Ends the transaction; without any statements that is left to the caller. */
  void commit(DSLContext dsl) {
    if (!calls.isEmpty()) {
      send(dsl, "commit");
    }
  }

  private void send(DSLContext dsl, String end) {
    Prepared.Call.execute(dsl, calls, end);
    calls.clear();
  }
}
