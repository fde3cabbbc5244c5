package dev.consilium.schemas.json;

import java.util.Collection;
import java.util.Comparator;
import java.util.Locale;
import java.util.Optional;

/** Names as JSON has them, and the known name nearest to an unknown one. */
public final class Names {
  private Names() {}

  /** {@code dueAt} becomes {@code due_at}. */
  public static String snakeCase(String camelCase) {
    StringBuilder name = new StringBuilder(camelCase.length() + 4);
    for (int i = 0; i < camelCase.length(); i++) {
      char c = camelCase.charAt(i);
      if (Character.isUpperCase(c)) {
        name.append('_').append(Character.toLowerCase(c));
      } else {
        name.append(c);
      }
    }
    return name.toString();
  }

  /** An enum constant as JSON has it. */
  public static String of(Enum<?> constant) {
    return constant.name().toLowerCase(Locale.ROOT);
  }

  /** {@code Did you mean "x"?} with a leading space, or nothing where no name is near. */
  public static String didYouMean(String unknown, Collection<String> known) {
    return nearest(unknown, known).map(name -> " Did you mean \"" + name + "\"?").orElse("");
  }

  /** The known name that takes the fewest edits to reach, if they are few for its length. */
  static Optional<String> nearest(String unknown, Collection<String> known) {
    String wanted = comparable(unknown);
    if (wanted.length() > 100) {
      return Optional.empty();
    }
    record Candidate(String name, int distance) {}
    return known.stream()
        .map(name -> new Candidate(name, distance(wanted, comparable(name))))
        .filter(c -> c.distance <= Math.max(2, Math.max(wanted.length(), c.name.length()) / 3))
        .min(Comparator.comparingInt(Candidate::distance).thenComparing(Candidate::name))
        .map(Candidate::name);
  }

  private static String comparable(String name) {
    return name.toLowerCase(Locale.ROOT).replace('-', '_');
  }

  /** How many letters must be put in, taken out or exchanged to make one of the other. */
  public static int distance(String a, String b) {
    int[] previous = new int[b.length() + 1];
    int[] current = new int[b.length() + 1];
    for (int j = 0; j <= b.length(); j++) {
      previous[j] = j;
    }
    for (int i = 1; i <= a.length(); i++) {
      current[0] = i;
      for (int j = 1; j <= b.length(); j++) {
        int substitution = previous[j - 1] + (a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1);
        current[j] = Math.min(substitution, Math.min(previous[j], current[j - 1]) + 1);
      }
      int[] swap = previous;
      previous = current;
      current = swap;
    }
    return previous[b.length()];
  }
}
