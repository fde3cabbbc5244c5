package dev.consilium.memory.decisions;

import java.util.List;

/**
 * What became of a decision that was recorded or changed.
 *
 * @param missing what it lacks to be accepted, if that was wanted
 * @param warnings accepted decisions that it may contradict
 */
public record Recorded(Decision decision, List<String> missing, List<Warning> warnings) {

  /** Another decision that governs the same, and why that is believed. */
  public record Warning(String decision, String title, String choice, String why) {}
}
