package dev.consilium.memory;

import java.util.List;
import java.util.Optional;

/**
 * What is known of a write before it begins, so that it can share a transaction with others that
 * come at the same time: what each of them asks travels in one message then, and what they all
 * write in another.
 *
 * @param about no two writes about the same share a transaction
 * @param questions all that the write asks the database unless something out of the ordinary turns
 *     up, in the order in which it asks. Each has a form {@link Prepared#of(org.jooq.Query,
 *     org.jooq.Query) for many} that waits for nobody, and has no row where that would be needed.
 */
public record Foreseen(Optional<Object> about, List<Prepared.Call> questions) {
  public Foreseen {
    questions = List.copyOf(questions);
  }
}
