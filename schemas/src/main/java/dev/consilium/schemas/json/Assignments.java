package dev.consilium.schemas.json;

import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.regex.Pattern;

/** Settings of several values in one text: {@code memory_mb=1024,warm=4}. */
public final class Assignments {
  private Assignments() {}

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
