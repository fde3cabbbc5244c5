package dev.consilium.memory;

import dev.consilium.memory.SharedWrite.End;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.jooq.DSLContext;
import org.jooq.Record;
import org.jooq.Result;
import org.jooq.SQLDialect;
import org.jooq.exception.DataAccessException;
import org.jooq.impl.DSL;
import org.jooq.impl.DefaultConfiguration;
import org.jooq.impl.NoConnectionProvider;

/**
 * Several writes in one transaction, none of which waits for a lock of others: what is not free is
 * left to go alone, so that it holds up nobody here, and nobody here can be waited for in a circle.
 */
final class SharedTransaction {
  private final DSLContext dsl;
  private final List<Share> shares;

  /** A write, what it is told, and what it leaves to be written. */
  private static final class Share {
    private final SharedWrite write;
    private final Map<Prepared.Call, Result<Record>> answers = new HashMap<>();
    private List<Prepared.Call> last = List.of();
    private End end = new End.Alone();

    private Share(SharedWrite write) {
      this.write = write;
    }

    /** Whether its key is free, and has no answer yet. */
    private boolean isNew() {
      List<Prepared.Call> ofKey = write.questionsOfKey();
      return ofKey.subList(0, ofKey.size() - 1).stream().noneMatch(q -> answer(q).isEmpty())
          && answer(ofKey.getLast()).isEmpty();
    }

    private Result<Record> answer(Prepared.Call question) {
      return Objects.requireNonNull(answers.get(question));
    }

    /** Whether to ask its questions is to write. */
    private boolean changes() {
      return write.questions().stream().anyMatch(call -> call.statement().changes());
    }

    private boolean hasChanged() {
      return !write.first().isEmpty()
          || answers.entrySet().stream()
              .anyMatch(e -> e.getKey().statement().changes() && !e.getValue().isEmpty());
    }
  }

  /** One call of one of them. */
  private record Said(Share by, Prepared.Call call) {}

  SharedTransaction(DSLContext dsl, List<SharedWrite> writes) {
    this.dsl = dsl;
    this.shares = writes.stream().map(Share::new).toList();
  }

  /** All but what is written last. */
  void run() {
    List<List<Said>> writes = new ArrayList<>();
    List<List<Said>> questions = new ArrayList<>();
    List<Share> later = new ArrayList<>();
    for (Share share : shares) {
      SharedWrite write = share.write;
      writes.add(said(share, write.first()));
      if (write.hasKey() && share.changes()) {
        // What is written with the question is not to be written again.
        questions.add(said(share, write.questionsOfKey()));
        later.add(share);
      } else {
        questions.add(
            said(
                share,
                Stream.concat(write.questionsOfKey().stream(), write.questions().stream())
                    .toList()));
      }
    }
    ask(Stream.concat(byStatement(writes).stream(), byStatement(questions).stream()).toList());
    ask(
        byStatement(
            later.stream()
                .filter(Share::isNew)
                .map(share -> said(share, share.write.questions()))
                .toList()));
    shares.forEach(SharedTransaction::run);
  }

  private static List<Said> said(Share by, List<Prepared.Call> calls) {
    return calls.stream().map(call -> new Said(by, call)).toList();
  }

  private void ask(List<List<Said>> asked) {
    if (asked.isEmpty()) {
      return;
    }
    List<Result<Record>> answers =
        Message.askAll(dsl, asked.stream().map(SharedTransaction::part).toList());
    for (int i = 0; i < asked.size(); i++) {
      List<Said> calls = asked.get(i);
      for (Said said : calls) {
        said.by.answers.put(said.call, dsl.newResult(answers.get(i).fields()));
      }
      for (Record row : answers.get(i)) {
        Said said = calls.get(row.get(row.size() - 1, Integer.class) - 1);
        said.by.answer(said.call).add(row);
      }
    }
  }

  private static Message.Part part(List<Said> calls) {
    return calls.getFirst().call.statement().together(calls.stream().map(Said::call).toList());
  }

  /**
   * Each statement once, in an order that is that of each of them, and the same whoever comes
   * first: the server plans the statements of each message that it has not seen.
   */
  private static List<List<Said>> byStatement(List<List<Said>> sequences) {
    Map<Prepared, List<Said>> calls = new TreeMap<>(Comparator.comparingInt(Prepared::number));
    Map<Prepared, Set<Prepared>> before = new HashMap<>();
    for (List<Said> sequence : sequences) {
      Set<Prepared> passed = new LinkedHashSet<>();
      for (Said said : sequence) {
        Prepared statement = said.call.statement();
        calls.computeIfAbsent(statement, _ -> new ArrayList<>()).add(said);
        before.computeIfAbsent(statement, _ -> new LinkedHashSet<>()).addAll(passed);
        passed.add(statement);
      }
    }
    before.forEach((statement, others) -> others.remove(statement));
    List<List<Said>> ordered = new ArrayList<>();
    while (!calls.isEmpty()) {
      Prepared next =
          calls.keySet().stream()
              .filter(
                  s -> Objects.requireNonNull(before.get(s)).stream().noneMatch(calls::containsKey))
              .findFirst()
              .orElseThrow(() -> new IllegalStateException("statements in no order: " + calls));
      ordered.add(Objects.requireNonNull(calls.remove(next)));
    }
    return ordered;
  }

  private static void run(Share share) {
    DSLContext own =
        DSL.using(
            new DefaultConfiguration()
                .set(new NoConnectionProvider())
                .set(SQLDialect.POSTGRES)
                .set(Transactions.SETTINGS));
    new Answers(share.answers).putInto(own.configuration());
    LastStatements last = LastStatements.leftToOthers(own);
    try {
      Object result = share.write.run(own);
      List<Prepared.Call> calls = last.taken();
      if (calls.stream().allMatch(call -> call.statement().isForMany())) {
        share.last = calls;
        share.end = new End.Done(result);
      }
    } catch (Refused e) {
      share.end = new End.Failed(e);
    } catch (Answers.Missing | DataAccessException _) {
      // It asks more than was foreseen, which it does alone.
      share.end = new End.Alone();
    }
    if (!(share.end instanceof End.Done) && share.hasChanged()) {
      throw new IllegalStateException("written for one that does not want it");
    }
  }

  /** Writes what they left, and ends the transaction if there was anything. */
  void commit() {
    List<Message.Part> parts =
        byStatement(shares.stream().map(share -> said(share, share.last)).toList()).stream()
            .map(SharedTransaction::part)
            .toList();
    if (!parts.isEmpty()) {
      Message.sendAndCommit(dsl, parts);
    }
  }

  /** To be called after the commit. */
  void tell() {
    shares.forEach(share -> share.write.end(share.end));
  }

  /** Of a commit that got no answer: those with a key can be done again, the others are told. */
  void tellLost(Exception why) {
    for (Share share : shares) {
      if (share.end instanceof End.Done && !share.write.hasKey()) {
        share.write.end(new End.Failed(new OutcomeUnknownException(why)));
      }
    }
  }
}
