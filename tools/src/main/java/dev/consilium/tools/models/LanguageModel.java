package dev.consilium.tools.models;

import dev.consilium.memory.councils.ModelUse;

/** Answers in words. */
public interface LanguageModel {
  /**
   * A question.
   *
   * @param key names it within the work it belongs to: the same question has the same key
   * @param instructions what the model is and how it is to answer
   * @param json whether the answer has to be one JSON object
   */
  record Question(String key, String instructions, String text, int maxTokens, boolean json) {}

  record Answer(String text, ModelUse use) {}

  /**
   * Asks, and waits for the answer.
   *
   * @throws ModelFailure when there is none
   */
  Answer ask(Question question) throws InterruptedException;
}
