package dev.consilium.memory;

import java.util.ArrayList;
import java.util.List;
import org.jooq.DSLContext;

/**
 * What a transaction writes and nothing in it reads. It is sent with the commit, in one message, as
 * every answer that is waited for costs a way there and back.
 */
public final class LastStatements {
  /** Longer messages would be many, each prepared by itself. */
  private static final int MOST = 4;

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
