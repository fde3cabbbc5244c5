package dev.consilium.tools.sandbox;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * How a language is run.
 *
 * @param file what the code is saved as in the working folder
 * @param command what runs it; empty for Python, whose interpreter waits in the container
 */
public record Language(String name, String file, List<String> command) {
  private static final String SYNTAX = "[a-z][a-z0-9+#_-]{0,30}";

  boolean isInterpreted() {
    return command.isEmpty();
  }

  /**
   * The usual languages, and those of {@code ruby=main.rb:ruby main.rb}, separated by semicolons.
   *
   * @throws IllegalArgumentException that says what is wrong
   */
  public static Map<String, Language> parse(String further) {
    Map<String, Language> languages = new LinkedHashMap<>();
    add(languages, new Language("python", "main.py", List.of()));
    add(languages, new Language("javascript", "main.js", List.of("node", "main.js")));
    add(languages, new Language("bash", "main.sh", List.of("bash", "main.sh")));
    for (String part : further.split(";", -1)) {
      if (!part.isBlank()) {
        add(languages, one(part.strip()));
      }
    }
    return Map.copyOf(languages);
  }

  private static void add(Map<String, Language> languages, Language language) {
    languages.put(language.name(), language);
  }

  private static Language one(String text) {
    int equals = text.indexOf('=');
    int colon = text.indexOf(':');
    if (equals > 0 && colon > equals) {
      String name = text.substring(0, equals).strip();
      String file = text.substring(equals + 1, colon).strip();
      List<String> command = Arrays.asList(text.substring(colon + 1).strip().split("\\s+"));
      if (name.matches(SYNTAX) && file.matches("[\\w.-]+") && !command.getFirst().isEmpty()) {
        return new Language(name, file, List.copyOf(command));
      }
    }
    throw new IllegalArgumentException(
        "expected NAME=FILE:COMMAND such as ruby=main.rb:ruby main.rb, got \"" + text + "\".");
  }
}
