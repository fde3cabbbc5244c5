package dev.consilium.tools.models;

import java.util.ArrayList;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Models in an order: when one does not answer, the next is asked. */
record ModelChain(List<EndpointModel> models) implements LanguageModel {
  private static final Logger log = LoggerFactory.getLogger(ModelChain.class);

  @Override
  public Answer ask(Question question) throws InterruptedException {
    List<String> reasons = new ArrayList<>();
    for (EndpointModel model : models) {
      try {
        return model.ask(question);
      } catch (ModelFailure e) {
        log.warn("A language model does not answer: {}", e.getMessage());
        reasons.add(String.valueOf(e.getMessage()));
      }
    }
    throw new ModelFailure(String.join(" ", reasons));
  }
}
