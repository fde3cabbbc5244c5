package dev.consilium.server.cli;

import dev.consilium.server.config.Config;
import dev.consilium.server.config.Setting;
import java.util.Optional;
import java.util.Set;

/** One command of the program. */
interface Command {
  /** The words that call it, such as {@code key create}. */
  String name();

  String description();

  /** The settings that it takes as flags. */
  Set<Setting> flags();

  /** What it needs besides flags: one word. */
  default Optional<String> parameter() {
    return Optional.empty();
  }

  /**
   * Carries it out.
   *
   * @param argument the word it needs, or an empty text
   * @return the exit status
   */
  int run(Config config, String argument) throws Exception;
}
