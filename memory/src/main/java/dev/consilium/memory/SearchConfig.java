package dev.consilium.memory;

import dev.consilium.memory.embedding.EmbeddingConfig;
import dev.consilium.memory.memories.SearchWeights;
import java.net.URI;
import java.util.Optional;

/**
 * How memories are found.
 *
 * @param chroma the server that keeps the vector index; without it, it is in files of the home
 */
public record SearchConfig(EmbeddingConfig embedding, Optional<URI> chroma, SearchWeights weights) {
  public static final SearchConfig DEFAULT =
      new SearchConfig(EmbeddingConfig.DEFAULT, Optional.empty(), SearchWeights.DEFAULT);
  public static final SearchConfig WORDS_ONLY =
      new SearchConfig(EmbeddingConfig.OFF, Optional.empty(), SearchWeights.DEFAULT);
}
