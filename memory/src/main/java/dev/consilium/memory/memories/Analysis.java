package dev.consilium.memory.memories;

import dev.consilium.memory.language.Glossary;
import java.time.Instant;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/** What a text is found by beside the stems of its words, which PostgreSQL makes. */
final class Analysis {
  private Analysis() {}

  /** The lexeme that all passages of a project have. */
  static String project(long id) {
    return "%" + id;
  }

  /** The terms of a passage; what stands around it finds it too. */
  static Set<String> passage(
      long project, String text, List<String> tags, List<String> files, Instant when) {
    String around = String.join(" ", tags) + " " + String.join(" ", files);
    Set<String> terms = terms(text + "\n" + around, when);
    for (String tag : tags) {
      String name = tag.strip().toLowerCase(Locale.ROOT);
      if (!name.isEmpty()) {
        terms.add(name);
      }
    }
    terms.addAll(Dates.of(when));
    terms.add(project(project));
    return terms;
  }

  static Set<String> terms(String text, Instant now) {
    Set<String> terms = new LinkedHashSet<>(Terms.of(text));
    terms.addAll(Dates.of(text, now));
    terms.addAll(Notions.of(text));
    terms.addAll(Prefixes.of(text));
    terms.addAll(Glossary.stems(text));
    return terms;
  }
}
