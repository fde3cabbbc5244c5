package dev.consilium.memory.councils;

/** Who speaks next. */
public enum SpeakerPolicy {
  /** One after the other, as they are listed. */
  ROUND_ROBIN,
  /** In each round those with the lowest number first. */
  PRIORITY,
  /** The moderator says who, after each one. */
  MODERATOR
}
