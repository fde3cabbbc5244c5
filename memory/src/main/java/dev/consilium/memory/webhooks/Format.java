package dev.consilium.memory.webhooks;

/** How a receiver wants to be told. */
public enum Format {
  /** The event as it is, signed. */
  GENERIC,
  /** A line for an incoming webhook of Slack, or of what understands the same. */
  SLACK,
  /** A line from a bot of Telegram. */
  TELEGRAM
}
