package dev.consilium.server.cli;

import dev.consilium.server.config.Config;
import dev.consilium.server.config.Setting;
import java.util.List;
import java.util.Set;

/** One command of the program. */
interface Command {
  /** The words that call it, such as {@code key create}. */
  String name();

  String description();

  /** The settings that it takes as flags. */
  Set<Setting> flags();

  /** The words it takes besides flags; those in brackets may be left out. */
  default List<String> parameters() {
    return List.of();
  }

  /**
   * Carries it out.
   *
   * @param words as many as were given of those it takes
   * @return the exit status
   */
  int run(Config config, List<String> words) throws Exception;
}
