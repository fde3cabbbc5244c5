package dev.consilium.memory;

import java.util.List;
import java.util.Optional;

/**
 * What is known of a write before it begins, so that it can share a transaction with others that
 * come at the same time: what each of them asks travels in one message then, and what they all
 * write in another. All statements have a form {@link Prepared#of(org.jooq.Query, org.jooq.Query)
 * for many calls}.
 *
 * @param about no two writes about the same share a transaction
 * @param first what it writes before it asks or locks anything; it may wait for others that write
 *     the same
 * @param questions all that it asks unless something out of the ordinary turns up, in its order.
 *     For many calls they wait for nobody, and have no row for a call that would have to.
 */
public record Foreseen(
    Optional<Object> about, List<Prepared.Call> first, List<Prepared.Call> questions) {
  public Foreseen {
    first = List.copyOf(first);
    questions = List.copyOf(questions);
  }

  public Foreseen(Optional<Object> about, List<Prepared.Call> questions) {
    this(about, List.of(), questions);
  }

  public Foreseen after(List<Prepared.Call> writes) {
    return new Foreseen(about, writes, questions);
  }
}
