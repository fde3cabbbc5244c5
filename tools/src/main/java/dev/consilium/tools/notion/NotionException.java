package dev.consilium.tools.notion;

import java.time.Duration;

/** A call to Notion that came to nothing; the message can be shown, it never holds the token. */
final class NotionException extends RuntimeException {
  private static final long serialVersionUID = 1;

  private final Trouble trouble;
  private final Duration retryAfter;

  NotionException(Trouble trouble, String message) {
    this(trouble, message, Duration.ZERO);
  }

  /**
   * A call that came to nothing.
   *
   * @param retryAfter before that, another one will not go better
   */
  NotionException(Trouble trouble, String message, Duration retryAfter) {
    super(message, null, false, false);
    this.trouble = trouble;
    this.retryAfter = retryAfter;
  }

  Trouble trouble() {
    return trouble;
  }

  Duration retryAfter() {
    return retryAfter;
  }

  /** Whether somebody has to change something before it can go better. */
  boolean isConfiguration() {
    return trouble == Trouble.DENIED || trouble == Trouble.MISFIT;
  }
}
