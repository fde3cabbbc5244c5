package dev.consilium.tools.councils.items;

import dev.consilium.memory.tasks.TaskType;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** What the words of an item tell: its kind, its priority, its title, and whether two are one. */
final class Wording {
  private static final int TITLE = 200;
  private static final int STEM = 5;
  private static final double SAME = 0.8;

  private static final Map<TaskType, Pattern> TYPES = new LinkedHashMap<>();

  static {
    type(TaskType.TEST, "tests?|testing|benchmark|тест\\p{L}*|протестир\\p{L}*|бенчмарк\\p{L}*");
    type(
        TaskType.DOCS,
        "document(?:s|ation)?|docs|readme|changelog|runbook|wiki|документ\\p{L}*|описать|инструкци\\p{L}*"
            + "|задокумент\\p{L}*");
    type(TaskType.REFACTOR, "refactor\\p{L}*|\\p{L}*рефактор\\p{L}*");
    type(
        TaskType.RELEASE,
        "releas\\p{L}*|publish|rollout|релиз\\p{L}*|\\p{L}*релизить|выкат\\p{L}*|раскат\\p{L}*");
    type(
        TaskType.DEVOPS,
        "\\p{L}*deploy\\p{L}*|backups?|monitoring|alerts?|servers?|cluster|certificates?|replica|pipeline"
            + "|\\p{L}*деплой\\p{L}*|бэкап\\p{L}*|мониторинг\\p{L}*|алерт\\p{L}*|сервер\\p{L}*|кластер\\p{L}*"
            + "|сертификат\\p{L}*|стенд\\p{L}*|реплик\\p{L}*");
    type(
        TaskType.CODE,
        "fix|implement|code|migration|patch|build|bugs?|index|script|endpoint|исправ\\p{L}*|почин\\p{L}*"
            + "|реализ\\p{L}*|код|миграци\\p{L}*|баг\\p{L}*|индекс\\p{L}*|скрипт\\p{L}*|внедр\\p{L}*");
  }

  private record Rank(int priority, Pattern pattern) {
    static Rank of(int priority, String words) {
      return new Rank(priority, Pattern.compile("(?iuU)" + words));
    }
  }

  private static final String IS =
      "[,;(—–-]?\\s*(?:(?:and )?(?:this|it|that)(?: is|'s)|(?:и )?это)?\\s*(?:very |очень )?\\b";
  private static final Rank[] RANKS = {
    Rank.of(
        4,
        "[,;(]?\\s*\\b(?:(?:with )?low(?:est)? priority|nice to have|when there is time|when time permits|no rush)\\b\\)?"),
    Rank.of(
        4,
        "[,;(]?\\s*\\b(?:когда будет время|как будет время|(?:с )?низк\\p{L}+ приоритет\\p{L}*|не срочно|не горит)\\b\\)?"),
    Rank.of(0, IS + "(?:critical|критично|критически важно|blocker|блокер)\\b\\)?"),
    Rank.of(
        1,
        IS
            + "(?:urgent(?:ly)?|asap|as soon as possible|immediately|right away|high(?:est)? priority|top priority)\\b\\)?"),
    Rank.of(
        1,
        IS
            + "(?:срочно|немедленно|как можно скорее|в первую очередь|высок\\p{L}+ приоритет\\p{L}*)(?:\\s+нужно(?=\\s*$))?\\b\\)?")
  };

  private static final Pattern SMALL =
      Pattern.compile(
          "(?iu)a|an|the|of|for|to|in|on|and|our|и|в|во|на|для|по|с|со|к|из|о|об|наш\\p{L}*");
  private static final Pattern FILLER =
      Pattern.compile(
          "(?iuU)^(?:please|also|then|just|actually|basically|really|do not forget to|don't forget to|remember to"
              + "|пожалуйста|также|тоже|ещё|еще|просто|потом|затем|тогда|тут|сразу|не забыть|не забудь(?:те)?|the|an|a)\\b,?\\s+");
  private static final Pattern TAIL =
      Pattern.compile(
          "(?iuU)(?:,?\\s+(?:а то|иначе|потому что|так как|because|otherwise|or else)\\b.*|,\\s+(?:since|as)\\b.*"
              + "|,?\\s+(?:please|пожалуйста|too|as well|ok|okay|right|хорошо|ладно)\\s*)$");

  private Wording() {}

  private static void type(TaskType type, String words) {
    TYPES.put(type, Pattern.compile("(?iuU)\\b(?:" + words + ")\\b"));
  }

  static @Nullable TaskType type(String title) {
    for (Map.Entry<TaskType, Pattern> type : TYPES.entrySet()) {
      if (type.getValue().matcher(title).find()) {
        return type.getKey();
      }
    }
    return null;
  }

  static @Nullable Integer priority(String text) {
    for (Rank rank : RANKS) {
      if (rank.pattern().matcher(text).find()) {
        return rank.priority();
      }
    }
    return null;
  }

  /** Without the words that tell the priority; an adjective of something else stays. */
  static String withoutPriority(String text) {
    String left = text;
    for (Rank rank : RANKS) {
      Matcher matcher = rank.pattern().matcher(left);
      StringBuilder kept = new StringBuilder();
      while (matcher.find()) {
        boolean adjective =
            left.substring(matcher.end()).matches("(?s)\\s+[a-z].*")
                && matcher.group().matches("(?is).*(?:critical|urgent)")
                && left.substring(0, matcher.start())
                    .matches("(?is).*\\b(?:the|a|an|all|this|that)\\s*");
        matcher.appendReplacement(
            kept, adjective ? Matcher.quoteReplacement(matcher.group()) : " ");
      }
      left = matcher.appendTail(kept).toString();
    }
    return left;
  }

  static String title(String text) {
    String title = tidy(text);
    for (String before = ""; !before.equals(title); ) {
      before = title;
      title = tidy(TAIL.matcher(FILLER.matcher(title).replaceFirst("")).replaceFirst(""));
    }
    if (title.length() > TITLE) {
      int space = title.lastIndexOf(' ', TITLE - 1);
      title = title.substring(0, space > TITLE / 2 ? space : TITLE - 1) + "…";
    }
    return title.isEmpty() ? title : Character.toUpperCase(title.charAt(0)) + title.substring(1);
  }

  /** Without what taking words out left behind. */
  static String tidy(String text) {
    return text.replaceAll("\\(\\s*[,;]?\\s*\\)|\\[\\s*]|[*_`~]{2,}", " ")
        .replaceAll("\\s+", " ")
        .replaceAll("\\s+([,;:.!)])", "$1")
        .replaceAll("[,;]+(?=[,;.])", "")
        .replaceAll("^[\\s,;:.!—–-]+|[\\s,;:.!—–(\\[-]+$", "");
  }

  /** The words that matter, cut to what they have in common with their other forms. */
  static Set<String> words(String title) {
    Set<String> words = new HashSet<>();
    for (String word :
        title.toLowerCase(Locale.ROOT).replace('ё', 'е').split("[^\\p{L}\\p{N}_]+", -1)) {
      if (!word.isEmpty() && !SMALL.matcher(word).matches()) {
        words.add(word.substring(0, Math.min(STEM, word.length())));
      }
    }
    return words;
  }

  static boolean same(Set<String> one, Set<String> other) {
    return !one.isEmpty() && shared(one, other) >= SAME;
  }

  /** How many words of the longer one the other one has, 0 to 1. */
  static double shared(Set<String> one, Set<String> other) {
    long both = one.stream().filter(other::contains).count();
    return (double) both / Math.max(1, Math.max(one.size(), other.size()));
  }
}
