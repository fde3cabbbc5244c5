package dev.consilium.memory.councils;

/** What a participant of a council is there for. */
public enum Role {
  /** Leads: opens, gives the floor, asks for what is missing. */
  MODERATOR,
  /** Argues. */
  EXPERT,
  /** Writes the decision down: alternatives, rationale, risks. */
  SCRIBE,
  /** Turns the protocol into tasks. */
  INTEGRATOR;

  /** Whether it takes turns; the others may speak at any time and cost nobody a turn. */
  boolean takesTurns() {
    return this == MODERATOR || this == EXPERT;
  }
}
