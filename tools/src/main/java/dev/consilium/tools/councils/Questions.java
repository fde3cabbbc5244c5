package dev.consilium.tools.councils;

import dev.consilium.memory.Database;
import dev.consilium.memory.councils.Council;
import dev.consilium.schemas.json.BindException;
import dev.consilium.schemas.json.Json;
import dev.consilium.schemas.json.RecordType;
import dev.consilium.tools.models.LanguageModel;
import dev.consilium.tools.models.LanguageModel.Answer;
import dev.consilium.tools.models.LanguageModel.Question;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.node.ObjectNode;

/** What a model is asked for a participant of a council; each question is in the protocol. */
record Questions(
    Database database, Council council, @Nullable String participant, LanguageModel model) {
  private static final int MOST_TOKENS = 4_000;

  /** A model that is told what was wrong with its answer mostly mends it. */
  private static final int TRIES = 3;

  String text(String key, String instructions, String text, int maxTokens)
      throws InterruptedException {
    return ask(new Question(key, instructions, text, maxTokens, false));
  }

  private String ask(Question question) throws InterruptedException {
    Answer answer = model.ask(question);
    database.hostedCouncils().asked(council.id(), participant, answer.use());
    return answer.text();
  }

  /**
   * An answer in JSON; empty if the model does not manage to give one that fits.
   *
   * @param check what is wrong with it
   */
  <T extends Record> Optional<T> object(
      String key,
      String instructions,
      String text,
      Class<T> type,
      Function<T, Optional<String>> check)
      throws InterruptedException {
    String wrong = "";
    for (int i = 1; i <= TRIES; i++) {
      String answer =
          ask(
              new Question(
                  key + (i == 1 ? "" : "-" + i), instructions, text + wrong, MOST_TOKENS, true));
      String problem;
      try {
        T value = RecordType.of(type).bind(json(answer));
        problem = check.apply(value).orElse("");
        if (problem.isEmpty()) {
          return Optional.of(value);
        }
      } catch (BindException | JacksonException | IllegalArgumentException e) {
        problem = String.valueOf(e.getMessage());
      }
      wrong =
          "\n\nYour last answer could not be used: " + problem + ". Answer again, with JSON alone.";
    }
    return Optional.empty();
  }

  /** Models like to put a sentence or a fence around it. */
  private static ObjectNode json(String answer) {
    int from = answer.indexOf('{');
    int to = answer.lastIndexOf('}');
    if (from < 0 || to < from) {
      throw new IllegalArgumentException("there is no JSON object in it");
    }
    return (ObjectNode) Json.MAPPER.readTree(answer.substring(from, to + 1));
  }
}
