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

  /** In their order; the calls of one statement that follow each other are one, if they can. */
  private final List<List<Prepared.Call>> calls = new ArrayList<>();

  private final int most;

  private LastStatements(int most) {
    this.most = most;
  }

  /** For a transaction that is to end with what is added. */
  static LastStatements of(DSLContext dsl) {
    return in(dsl, MOST);
  }

  /** For a write that leaves all of it to whoever ends its transaction. */
  static LastStatements leftToOthers(DSLContext dsl) {
    return in(dsl, Integer.MAX_VALUE);
  }

  private static LastStatements in(DSLContext dsl, int most) {
    LastStatements last = new LastStatements(most);
    dsl.configuration().data(LastStatements.class, last);
    return last;
  }

  /** Leaves it to the end of the transaction; in the order in which they were added. */
  public static void add(DSLContext dsl, Prepared.Call call) {
    if (dsl.configuration().data(LastStatements.class) instanceof LastStatements last) {
      last.add(call, dsl);
    } else {
      call.execute(dsl);
    }
  }

  private void add(Prepared.Call call, DSLContext dsl) {
    boolean another =
        !calls.isEmpty()
            && call.statement().isForMany()
            && calls.getLast().getFirst().statement() == call.statement();
    if (another) {
      calls.getLast().add(call);
      return;
    }
    if (calls.size() == most) {
      Message.send(dsl, parts());
    }
    calls.add(new ArrayList<>(List.of(call)));
  }

  /** Asks for one row or none, in one message with what was left to the end so far. */
  public static @Nullable Record fetchOne(DSLContext dsl, Prepared.Call query) {
    if (!(dsl.configuration().data(LastStatements.class) instanceof LastStatements last)
        || last.calls.isEmpty()) {
      return query.fetchOne(dsl);
    }
    return query.fetchOneAfter(dsl, last.taken());
  }

  /** Ends the transaction; without any statements that is left to the caller. */
  void commit(DSLContext dsl) {
    if (!calls.isEmpty()) {
      Message.sendAndCommit(dsl, parts());
    }
  }

  /** All of them, which are then somebody else's to send. */
  List<Prepared.Call> taken() {
    List<Prepared.Call> all = calls.stream().flatMap(List::stream).toList();
    calls.clear();
    return all;
  }

  private List<Message.Part> parts() {
    List<Message.Part> parts =
        calls.stream()
            .map(same ->
                same.size() == 1
                    ? same.getFirst().part()
                    : same.getFirst().statement().together(same))
            .toList();
    calls.clear();
    return parts;
  }
}
