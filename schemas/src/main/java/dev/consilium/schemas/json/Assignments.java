package dev.consilium.schemas.json;

import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.ToIntFunction;
import java.util.regex.Pattern;

/** Settings of several values in one text: {@code memory_mb=1024,warm=4}. */
public final class Assignments {
  private static final Pattern NUMBER = Pattern.compile("\\d{1,8}");

  private Assignments() {}

  /**
   * Reads whole numbers.
   *
   * @param defaults what is not given stays; the names come back in the same order
   * @param least of the value with this name
   * @throws IllegalArgumentException that says what is wrong
   */
  public static List<Integer> numbers(
      String text, Map<String, Integer> defaults, ToIntFunction<String> least, int most) {
    Map<String, Integer> values = new LinkedHashMap<>(defaults);
    parse(text, defaults.keySet(), NUMBER, "NUMBER")
        .forEach((name, number) -> {
          int value = Integer.parseInt(number);
          int smallest = least.applyAsInt(name);
          if (value < smallest || value > most) {
            throw new IllegalArgumentException(
                "%s must be from %d to %d, got %d.".formatted(name, smallest, most, value));
          }
          values.put(name, value);
        });
    return List.copyOf(values.values());
  }

  /**
   * Reads what is given; blank parts are skipped, and the last of one name counts.
   *
   * @param value what each value must be, and {@code kind} what that is called
   * @throws IllegalArgumentException that says what is wrong
   */
  public static Map<String, String> parse(
      String text, Collection<String> names, Pattern value, String kind) {
    Map<String, String> given = new LinkedHashMap<>();
    for (String part : text.split(",", -1)) {
      if (part.isBlank()) {
        continue;
      }
      String[] pair = part.strip().split("\\s*=\\s*", 2);
      if (pair.length < 2 || !names.contains(pair[0]) || !value.matcher(pair[1]).matches()) {
        throw new IllegalArgumentException(
            "expected NAME=%s with a name of %s, got \"%s\".%s"
                .formatted(
                    kind,
                    String.join(", ", names),
                    part.strip(),
                    Names.didYouMean(pair[0], names)));
      }
      given.put(pair[0], pair[1]);
    }
    return given;
  }
}
