package dev.consilium.tools.sandbox;

/**
 * How the sandbox stands, for people.
 *
 * @param engine version of the engine; empty when there is none
 * @param image whether the engine has the image
 * @param containers of all hosts of this engine, warm ones and sessions included
 * @param trouble why nothing can be run, and what to do about it; empty if all is well
 */
public record SandboxState(
    String engine, String where, String runtime, boolean image, int containers, String trouble) {

  /** Asks the engine. */
  public static SandboxState of(SandboxConfig config) {
    try (Boxes boxes = new Boxes(config)) {
      return boxes.state();
    }
  }
}
