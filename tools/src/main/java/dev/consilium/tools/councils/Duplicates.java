package dev.consilium.tools.councils;

import dev.consilium.memory.language.CommonWords;
import dev.consilium.memory.language.Stems;
import dev.consilium.memory.tasks.OpenTask;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Finds the open task that already says what an action item says, whatever the forms of its words.
 */
final class Duplicates {
  private static final Pattern WORD = Pattern.compile("[\\p{L}\\p{N}][\\p{L}\\p{N}._-]*");

  /** Of all the words of both, those that they share. */
  private static final double SAME = 0.75;

  /** One word alone says too little. */
  private static final int LEAST = 2;

  private record Known(OpenTask task, Set<String> stems) {}

  private final List<Known> known;

  Duplicates(List<OpenTask> open) {
    known = open.stream().map(task -> new Known(task, stems(task.title()))).toList();
  }

  Optional<String> of(String title, @Nullable String owner) {
    Set<String> stems = stems(title);
    return known.stream()
        .filter(one -> one.stems.size() >= LEAST && mayBeOf(owner, one.task.owner()))
        .filter(one -> share(stems, one.stems) >= SAME)
        .map(one -> one.task.taskId())
        .findFirst();
  }

  /** The same work of two people is two tasks. */
  private static boolean mayBeOf(@Nullable String one, @Nullable String other) {
    return one == null || other == null || one.equalsIgnoreCase(other);
  }

  private static double share(Set<String> some, Set<String> others) {
    Set<String> both = new HashSet<>(some);
    both.retainAll(others);
    return (double) both.size() / Math.max(1, some.size() + others.size() - both.size());
  }

  private static Set<String> stems(String title) {
    return WORD.matcher(title.toLowerCase(Locale.ROOT))
        .results()
        .map(MatchResult::group)
        .filter(word -> !CommonWords.contains(word))
        .map(Stems::of)
        .collect(Collectors.toUnmodifiableSet());
  }
}
