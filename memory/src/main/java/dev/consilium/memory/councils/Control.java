package dev.consilium.memory.councils;

/** What can be done with a council from outside. */
public enum Control {
  PAUSE,
  RESUME,
  STOP,
  /** The next expert is to name another alternative. */
  ASK_ALTERNATIVE,
  /** The next expert is to name risks. */
  ASK_RISKS
}
