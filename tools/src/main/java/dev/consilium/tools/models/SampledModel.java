package dev.consilium.tools.models;

import dev.consilium.memory.councils.ModelUse;
import dev.consilium.tools.InputRequest;
import dev.consilium.tools.ToolContext;
import dev.consilium.tools.ToolFailure;
import dev.consilium.tools.memories.Tokens;
import java.math.BigDecimal;
import java.util.StringJoiner;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** The model of the client, asked by {@code sampling/createMessage} while it waits for its call. */
public final class SampledModel implements LanguageModel {
  private final ToolContext context;

  public SampledModel(ToolContext context) {
    this.context = context;
  }

  /** Whether the client lets its model be asked. */
  public boolean isThere() {
    return context
        .inputs()
        .accepts(new InputRequest.Sampling(JsonNodeFactory.instance.objectNode()));
  }

  @Override
  public Answer ask(Question question) throws InterruptedException {
    ObjectNode params = JsonNodeFactory.instance.objectNode();
    ObjectNode message = params.putArray("messages").addObject().put("role", "user");
    message.putObject("content").put("type", "text").put("text", question.text());
    params.put("systemPrompt", question.instructions()).put("maxTokens", question.maxTokens());
    long start = System.nanoTime();
    ObjectNode answer = answer(question.key(), params);
    String text = Spoken.of(text(answer.path("content")));
    if (text.isEmpty()) {
      throw new ModelFailure("The model of the client answered without a text.");
    }
    return new Answer(
        text,
        new ModelUse(
            answer.path("model").asString("client"),
            Tokens.of(question.instructions()) + Tokens.of(question.text()),
            Tokens.of(text),
            BigDecimal.ZERO,
            (System.nanoTime() - start) / 1_000_000));
  }

  private ObjectNode answer(String key, ObjectNode params) throws InterruptedException {
    try {
      return context.inputs().ask(key, new InputRequest.Sampling(params));
    } catch (ToolFailure e) {
      throw new ModelFailure(String.valueOf(e.getMessage()));
    }
  }

  /** One block, or a list of them since 2025-11-25. */
  private static String text(JsonNode content) {
    if (!content.isArray()) {
      return content.path("text").asString("");
    }
    StringJoiner text = new StringJoiner("\n");
    content.forEach(block -> text.add(block.path("text").asString("")));
    return text.toString();
  }
}
