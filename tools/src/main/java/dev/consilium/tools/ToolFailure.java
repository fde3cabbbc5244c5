package dev.consilium.tools;

/** A call that was refused or could not be done. The message tells an agent what to do next. */
public final class ToolFailure extends RuntimeException {
  private static final long serialVersionUID = 1;

  public ToolFailure(String message) {
    super(message, null, false, false);
  }
}
