package dev.consilium.memory.vectors;

import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/**
 * Finds near vectors. It is fed from the rows in PostgreSQL and can be made anew from them; one
 * process at a time feeds it, every process searches it. Methods block and throw {@link
 * VectorIndexException} when the index cannot be reached.
 */
interface VectorIndex extends AutoCloseable {
  /** A vector of a passage. */
  @SuppressWarnings("ArrayRecordComponent") // Nobody compares them.
  record Entry(long passage, long project, float[] vector) {}

  /**
   * Begins to feed the index, or goes on.
   *
   * @return up to where it has followed the transactions; empty while another process feeds it
   */
  OptionalLong feed();

  /** Takes in what came and went; all of it is there to be found when this returns. */
  void apply(List<Entry> entries, List<Long> removed, long checkpoint);

  /** Forgets everything, to be fed anew. */
  void clear();

  /** Removes it for good; it is of no use after that. */
  void drop();

  /** Sees what other processes have fed, if that needs to be asked for. */
  void refresh();

  /** The passages nearest to a vector, with the cosine of the angle. */
  Map<Long, Double> nearest(float[] query, @Nullable Long project, int count);

  long count();

  /** What it is and where, for people. */
  String describe();

  @Override
  void close();
}
