package dev.consilium.memory;

import java.util.List;
import java.util.Map;
import org.jooq.Configuration;
import org.jooq.DSLContext;
import org.jooq.Record;
import org.jooq.Result;

/**
 * What was asked before a write begins that shares its transaction. Such a write asks nothing by
 * itself: one that has to is told so, and goes alone.
 */
record Answers(Map<Prepared.Call, Result<Record>> found) {
  /** It was not foreseen that the write would ask this. */
  static final class Missing extends RuntimeException {
    private static final long serialVersionUID = 1;

    Missing() {
      super("only in a transaction of its own", null, false, false);
    }
  }

  void putInto(Configuration configuration) {
    configuration.data(Answers.class, this);
  }

  static boolean areIn(DSLContext dsl) {
    return dsl.configuration().data(Answers.class) != null;
  }

  /** The answer, which may be no rows. */
  static Result<Record> to(DSLContext dsl, Prepared.Call call) {
    Result<Record> rows =
        dsl.configuration().data(Answers.class) instanceof Answers answers
            ? answers.found.get(call)
            : null;
    if (rows == null) {
      throw new Missing();
    }
    return rows;
  }

  /** Goes on only when it was done. */
  static void requireDone(DSLContext dsl, Prepared.Call call) {
    var _ = to(dsl, call);
  }

  /** Goes on only when each was answered with a row: a lock that was free, for example. */
  static void require(DSLContext dsl, List<Prepared.Call> calls) {
    if (calls.stream().anyMatch(call -> to(dsl, call).isEmpty())) {
      throw new Missing();
    }
  }
}
