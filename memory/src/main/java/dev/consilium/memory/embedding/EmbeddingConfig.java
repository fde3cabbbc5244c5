package dev.consilium.memory.embedding;

import java.net.URI;
import java.util.List;
import java.util.Optional;

/**
 * Where vectors come from.
 *
 * @param model the name of a model; {@link #NONE} does without vectors
 * @param url the base of an OpenAI-compatible API, such as {@code https://api.openai.com/v1} or
 *     {@code http://127.0.0.1:11434/v1}; without it the model runs in this process
 */
public record EmbeddingConfig(String model, Optional<URI> url, Optional<String> apiKey) {
  public static final String NONE = "none";

  /** What runs in this process. */
  public static final List<String> LOCAL = List.of(LocalModel.E5_SMALL, NONE);

  public static final EmbeddingConfig DEFAULT =
      new EmbeddingConfig(LocalModel.E5_SMALL, Optional.empty(), Optional.empty());
  public static final EmbeddingConfig OFF =
      new EmbeddingConfig(NONE, Optional.empty(), Optional.empty());

  /** Leaves the key out. */
  @Override
  public String toString() {
    return "EmbeddingConfig[" + model + "]";
  }

  /** The model, which is loaded when it is first used; empty if there shall be none. */
  public Optional<EmbeddingModel> open() {
    if (model.equals(NONE)) {
      return Optional.empty();
    }
    EmbeddingModel opened =
        url.isPresent() ? new EndpointModel(url.get(), model, apiKey) : new LocalModel(model);
    return Optional.of(new CachedModel(opened));
  }
}
