package dev.consilium.tools.notion;

/** Why a call to Notion came to nothing, as far as it matters for what to do next. */
enum Trouble {
  /** Notion does not take it as it is; a repeat would not help. */
  REFUSED,
  /** The token is not good, or may not do this. */
  DENIED,
  /** There is no such thing, or it is not shared with the integration. */
  MISSING,
  /** What is configured does not fit what Notion has. */
  MISFIT,
  /** Nothing was done: Notion cannot be reached, or wants to be left alone for a while. */
  AWAY,
  /** It may have been done or not. */
  UNKNOWN
}
