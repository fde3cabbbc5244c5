package dev.consilium.tools.councils.items;

import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** The participants by all forms of their names: Russian cases, and the other alphabet. */
final class Owners {
  private static final String LATIN = "abvgdezijklmnoprstufhcwyxq";
  private static final String CYRILLIC = "абвгдезийклмнопрстуфхквиксс";
  private static final String NEVER = "(?!)";

  private final Map<String, String> subjects = new LinkedHashMap<>();
  private final Map<String, String> datives = new LinkedHashMap<>();
  private final Map<String, String> others = new LinkedHashMap<>();
  private final Map<String, String> handles = new HashMap<>();

  Owners(Collection<String> names) {
    for (String name : names) {
      add(name, name);
      int space = name.indexOf(' ');
      if (space > 0) {
        add(name.substring(0, space), name);
      }
    }
    for (String name : names) {
      add(other(name), name);
    }
  }

  private void add(String form, String name) {
    if (form.isBlank() || subjects.putIfAbsent(form, name) != null) {
      return;
    }
    handles.putIfAbsent(form.toLowerCase(Locale.ROOT), name);
    if (!form.matches(".*[а-яё]")) {
      return;
    }
    String stem = form.substring(0, form.length() - 1);
    switch (form.charAt(form.length() - 1)) {
      case 'а' -> cases(name, stem, "е", "ы", "и", "у", "ой", "ою");
      case 'я' -> cases(name, stem, stem.endsWith("и") ? "и" : "е", "и", "ю", "ей", "ёй");
      case 'й', 'ь' -> cases(name, stem, "ю", "я", "ем", "ём");
      default -> {
        if (!form.matches(".*[оеиуэюы]")) {
          cases(name, form, "у", "а", "ом", "ем");
        }
      }
    }
    if (form.endsWith("ел")) { // Павел, Павлу
      cases(name, form.substring(0, form.length() - 2) + "л", "у", "а", "ом");
    }
  }

  private void cases(String name, String stem, String dative, String... more) {
    datives.putIfAbsent(stem + dative, name);
    for (String ending : more) {
      others.putIfAbsent(stem + ending, name);
    }
  }

  /** A name in the other alphabet, as far as letter goes to letter. */
  private static String other(String name) {
    boolean latin = name.matches("[A-Za-z]+");
    String from = latin ? LATIN : CYRILLIC;
    String to = latin ? CYRILLIC : LATIN;
    StringBuilder other = new StringBuilder();
    for (char letter : name.toLowerCase(Locale.ROOT).toCharArray()) {
      int at = from.indexOf(letter);
      if (at < 0 || at >= to.length()) {
        return "";
      }
      other.append(other.isEmpty() ? Character.toUpperCase(to.charAt(at)) : to.charAt(at));
    }
    return other.toString();
  }

  /** A pattern of those who do something. */
  String subject() {
    return either(List.of(subjects));
  }

  /** A pattern of those to whom something is given. */
  String dative() {
    return either(List.of(datives));
  }

  /** A pattern of all forms. */
  String any() {
    return either(List.of(subjects, datives, others));
  }

  private static String either(List<Map<String, String>> forms) {
    String either =
        forms.stream()
            .flatMap(map -> map.keySet().stream())
            .distinct()
            .sorted(Comparator.comparingInt(String::length).reversed())
            .map(Pattern::quote)
            .collect(Collectors.joining("|"));
    return either.isEmpty() ? NEVER : "\\b(?-i:" + either + ")\\b";
  }

  /** Who is meant; null if it is no participant. */
  @Nullable String who(String form) {
    String name = subjects.get(form);
    if (name == null) {
      name = datives.get(form);
    }
    if (name == null) {
      name = others.get(form);
    }
    return name == null ? handles.get(form.toLowerCase(Locale.ROOT)) : name;
  }
}
