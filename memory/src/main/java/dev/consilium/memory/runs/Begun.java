package dev.consilium.memory.runs;

import java.time.Duration;

/** What became of the wish to run something. */
public sealed interface Begun {
  /** It may run, and is to be ended under this number. */
  record Fresh(long id) implements Begun {}

  /** It was asked for before: this was the answer. */
  record Ended(long id, String resultJson) implements Begun {}

  /** It was asked for before, and runs. */
  record Running(long id) implements Begun {}

  /** It may not: this much CPU was used already. */
  record Exhausted(Duration used) implements Begun {}
}
