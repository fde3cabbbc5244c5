package dev.consilium.memory.embedding;

import java.util.List;

/**
 * Turns texts into vectors of length 1 that are near where the texts mean similar things. Methods
 * block, may be called from any thread, and throw {@link EmbeddingException}, or {@link
 * TextRefusedException} when it is a text that is to blame.
 */
public interface EmbeddingModel extends AutoCloseable {
  /** By which vectors of different models are told apart. */
  String name();

  /** Vectors of texts to be found. */
  List<float[]> passages(List<String> texts);

  /** The vector of a question. */
  float[] query(String text);

  @Override
  void close();
}
