package dev.consilium.tools.models;

import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** The language models of this host, if it has any. */
public final class Models implements AutoCloseable {
  private final ModelConfig.Limits limits;
  private final List<EndpointModel> chain = new ArrayList<>();

  public Models(ModelConfig config) {
    limits = config.limits();
    for (ModelConfig.Place place : config.models()) {
      Optional<URI> url = place.url().or(config::url);
      url.ifPresent(base ->
          chain.add(
              new EndpointModel(
                  base,
                  place.model(),
                  // The key is for the API it was given for, and for no other.
                  place.url().isEmpty() ? config.apiKey() : Optional.empty(),
                  limits,
                  Optional.ofNullable(config.prices().get(place.model())))));
    }
  }

  public Optional<LanguageModel> model() {
    return chain.isEmpty() ? Optional.empty() : Optional.of(new ModelChain(List.copyOf(chain)));
  }

  public ModelConfig.Limits limits() {
    return limits;
  }

  @Override
  public void close() {
    chain.forEach(EndpointModel::close);
  }
}
