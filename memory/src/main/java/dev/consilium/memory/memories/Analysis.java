package dev.consilium.memory.memories;

import dev.consilium.memory.language.Glossary;
import java.time.Instant;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** What a text is found by beside the stems of its words, which PostgreSQL makes. */
final class Analysis {
  private Analysis() {}

  /** The lexeme that all passages of a project have. */
  static String project(long id) {
    return "%" + id;
  }

  /** The terms of a passage; its tags, files, task and decision find it too. */
  static Set<String> passage(long project, String text, List<String> links, Instant when) {
    Set<String> terms = terms(text + "\n" + String.join(" ", links), when);
    for (String link : links) {
      String name = link.strip().toLowerCase(Locale.ROOT);
      if (!name.isEmpty()) {
        terms.add(name);
      }
    }
    terms.addAll(Dates.of(when));
    terms.add(project(project));
    return terms;
  }

  /** What a memory is linked to. */
  static List<String> links(
      List<String> tags, List<String> files, @Nullable String task, @Nullable String decision) {
    return Stream.of(
            tags.stream(), files.stream(), Stream.ofNullable(task), Stream.ofNullable(decision))
        .flatMap(link -> link)
        .toList();
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
