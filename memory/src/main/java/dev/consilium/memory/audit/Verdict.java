package dev.consilium.memory.audit;

/** What became of looking at the whole log. */
public sealed interface Verdict {
  /** Nothing was changed since. */
  record Sound(Head head) implements Verdict {}

  /** The first place at which something was changed, and what is wrong there. */
  record Broken(long position, String why) implements Verdict {}

  /** The last entry. Noted elsewhere, it proves later that the log was not cut off or rewritten. */
  record Head(long position, String hash) {
    public static final Head NONE = new Head(0, Chain.BEGINNING);

    @Override
    public String toString() {
      return position + ":" + hash;
    }
  }
}
