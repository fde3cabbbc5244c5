package dev.consilium.memory.memories;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;

/** Folds memories that say nearly the same in the same words: the first stands for all. */
final class Alike {
  /** The share of common words; texts that differ in a number are different facts. */
  private static final double SAME = 0.8;

  private static final Pattern NO_WORD = Pattern.compile("[^\\p{L}\\p{N}]+");
  private static final Pattern DIGIT = Pattern.compile("\\p{N}");

  /** A memory and those that are left out for it. */
  record Fold(Candidate best, Memory memory, Set<String> words, List<String> others) {}

  private final List<Fold> folds = new ArrayList<>();

  void add(Candidate candidate, Memory memory) {
    Set<String> words = words(memory.text());
    for (Fold fold : folds) {
      if (fold.memory().kind() == memory.kind() && same(fold.words(), words)) {
        fold.others().add(memory.id());
        return;
      }
    }
    folds.add(new Fold(candidate, memory, words, new ArrayList<>()));
  }

  List<Fold> folds() {
    return folds;
  }

  private static Set<String> words(String text) {
    return new HashSet<>(List.of(NO_WORD.split(text.toLowerCase(Locale.ROOT), -1)));
  }

  private static boolean same(Set<String> a, Set<String> b) {
    int smaller = Math.min(a.size(), b.size());
    int larger = Math.max(a.size(), b.size());
    if (smaller < SAME * larger) {
      return false;
    }
    Set<String> different = new HashSet<>(a);
    different.addAll(b);
    int union = different.size();
    Set<String> common = new HashSet<>(a);
    common.retainAll(b);
    different.removeAll(common);
    return common.size() >= SAME * union
        && different.stream().noneMatch(word -> DIGIT.matcher(word).find());
  }
}
