package dev.consilium.memory;

import dev.consilium.memory.bench.Crowd;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.jspecify.annotations.NullMarked;

/**
 * What the stores are asked for with each request, and by background threads at each turn, of a
 * database that has a {@link Crowd}.
 */
@NullMarked
final class HotCalls {
  /**
   * Of a table, so many rows are enough for a page and what belongs to it. An entry of an index is
   * a row.
   */
  static final int FEW = 1_000;

  static final String PROJECT = "crowd";
  static final Write WRITE = new Write("crowd", null);
  static final int PAGE = 20;

  /** So often each is made, so that it is planned for any parameters too. */
  static final int TIMES = 12;

  /** One of {@value #TIMES}. */
  interface Work {
    void run(int i);
  }

  /**
   * @param mostRows of one table, each time
   * @param readsAll why it has to read more than it gives; empty if it has not
   */
  record Call(String name, int mostRows, String readsAll, Runnable prepare, Work work) {
    @Override
    public String toString() {
      return name;
    }
  }

  private final Transactions transactions;
  private final List<Call> calls = new ArrayList<>();

  private HotCalls(Transactions transactions) {
    this.transactions = transactions;
  }

  static Stream<Call> of(Transactions transactions, Changes changes) {
    HotCalls calls = new HotCalls(transactions);
    new HotTaskCalls(calls, transactions).add();
    new HotRecordCalls(calls, transactions).add();
    new HotHostCalls(calls, transactions, changes).add();
    return calls.calls.stream();
  }

  void add(String name, Work work) {
    add(name, FEW, work);
  }

  /** Of what has to read more than a few rows, {@code mostRows} tells how many. */
  void add(String name, int mostRows, Work work) {
    calls.add(new Call(name, mostRows, "", () -> {}, work));
  }

  /** What is known to read a table as a whole, for a reason. */
  void addReadingAll(String name, String reason, Work work) {
    calls.add(new Call(name, FEW, reason, () -> {}, work));
  }

  /** One for each of the ids that the query gives. */
  void addForEach(String name, String query, Consumer<String> work) {
    addForEach(name, FEW, query, work);
  }

  void addForEach(String name, int mostRows, String query, Consumer<String> work) {
    List<String> ids = new ArrayList<>();
    calls.add(
        new Call(
            name,
            mostRows,
            "",
            () -> {
              ids.addAll(column(query + " LIMIT " + TIMES));
              if (ids.isEmpty()) {
                throw new IllegalStateException("a crowd too small for: " + name);
              }
            },
            i -> work.accept(ids.get(i % ids.size()))));
  }

  /** What a query gives, before anything is counted. */
  List<String> column(String query) {
    return transactions.read(dsl -> dsl.fetch(query).getValues(0, String.class));
  }
}
