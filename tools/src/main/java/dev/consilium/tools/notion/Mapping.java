package dev.consilium.tools.notion;

import dev.consilium.schemas.json.Names;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * How properties and their options are called in Notion, where they are not called as usual.
 *
 * @param names by property; an empty name leaves it out
 * @param options names of options by property and value
 */
public record Mapping(Map<Property, String> names, Map<Property, Map<String, String>> options) {
  public static final Mapping DEFAULT = new Mapping(Map.of(), Map.of());

  /**
   * Reads {@code title=Решение,status.accepted=Принято,tags=}. A backslash takes the next character
   * as it stands.
   *
   * @throws IllegalArgumentException that says what is wrong
   */
  public static Mapping parse(String text) {
    Map<Property, String> names = new EnumMap<>(Property.class);
    Map<Property, Map<String, String>> options = new EnumMap<>(Property.class);
    for (String entry : split(text)) {
      int equals = entry.indexOf('=');
      if (equals < 0) {
        throw new IllegalArgumentException(
            "expected PROPERTY=NAME such as title=Name, got \"" + entry + "\".");
      }
      String key = entry.substring(0, equals).strip();
      String name = entry.substring(equals + 1).strip();
      Optional<Property> property = Property.named(key);
      if (property.isPresent()) {
        if (name.isEmpty() && property.get().isRequired()) {
          throw new IllegalArgumentException(key + " is needed to find pages again: name it.");
        }
        names.put(property.get(), name);
        continue;
      }
      int dot = key.lastIndexOf('.');
      Property of =
          Property.named(dot < 0 ? "" : key.substring(0, dot))
              .orElseThrow(() ->
                  new IllegalArgumentException(
                      "there is no property \"%s\".%s Known: %s."
                          .formatted(
                              key,
                              Names.didYouMean(key, Property.keys()),
                              String.join(", ", Property.keys()))));
      options.computeIfAbsent(of, _ -> new TreeMap<>()).put(key.substring(dot + 1), name);
    }
    return new Mapping(names, options);
  }

  private static List<String> split(String text) {
    List<String> entries = new ArrayList<>();
    StringBuilder entry = new StringBuilder();
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c == '\\' && i + 1 < text.length()) {
        entry.append(text.charAt(++i));
      } else if (c == ',') {
        entries.add(entry.toString());
        entry.setLength(0);
      } else {
        entry.append(c);
      }
    }
    entries.add(entry.toString());
    return entries.stream().filter(one -> !one.isBlank()).toList();
  }

  String name(Property property) {
    return names.getOrDefault(property, property.usual());
  }

  /** Whether somebody asked for it by name. */
  boolean names(Property property) {
    return names.containsKey(property);
  }

  /** What the value is called in Notion. */
  String option(Property property, String value) {
    return options.getOrDefault(property, Map.of()).getOrDefault(value, value);
  }
}
