package dev.consilium.tools.councils.items;

import static dev.consilium.tools.councils.items.Statements.ALSO;
import static dev.consilium.tools.councils.items.Statements.START;

import dev.consilium.tools.councils.items.Statements.Clause;
import dev.consilium.tools.councils.items.Statements.Reading;
import dev.consilium.tools.councils.items.Statements.Task;
import dev.consilium.tools.councils.items.Statements.Way;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** How Russian says that something is to be done. */
final class RussianStatements {
  private static final String MODAL =
      "(?:нужно|надо|необходимо|требуется|следует|прид[её]тся)(?:\\s+будет)?";
  private static final Pattern THOUGHT =
      Pattern.compile(
          "(?iu)(?:понимать|учитывать|учесть|помнить|подумать|думать|решить|решать|обсудить|обсуждать|признать|сказать"
              + "|отметить|заметить|выбрать|выбирать|смотреть|посмотреть|считать|быть|знать|искать|ждать|подождать|начать"
              + "|определиться|исходить|иметь|отталкиваться)");

  /** Up to four words that a verb may be about. */
  private static final Pattern OBJECT =
      Pattern.compile("(?iuU)(?!.*\\b(?:и|а|но|что|нам|мы|это|тогда|поэтому)$)\\S+(?: \\S+){0,3}");

  private static final Pattern WORD = Pattern.compile("\\p{L}+");

  private final Owners owners;
  private final List<Way> ways = new ArrayList<>();

  private RussianStatements(Owners owners) {
    this.owners = owners;
    add();
  }

  static List<Way> ways(Owners owners) {
    return List.copyOf(new RussianStatements(owners).ways);
  }

  private void way(String regex, Reading reading) {
    ways.add(Way.of(regex, reading));
  }

  static boolean isOrder(String text) {
    Matcher word = WORD.matcher(text);
    return word.lookingAt()
        && (RussianVerbs.isInfinitive(word.group()) || RussianVerbs.isImperative(word.group()));
  }

  private @Nullable String who(Matcher found) {
    return owners.who(found.group(1));
  }

  private void add() {
    String name = "(" + owners.subject() + ")";
    String dative = "(" + owners.dative() + ")";
    String any = "(" + owners.any() + ")";
    String word = "(\\p{L}+)";
    way(
        START + name + "\\s+" + ALSO + word + "(.*)",
        (m, clause) -> {
          String said = m.group(2);
          String verb = clause.agreed() ? RussianVerbs.ofPresent(said) : RussianVerbs.ofThird(said);
          return verb == null && said.matches("(?iu)бер[её]т") && m.group(3).startsWith(" на себя")
              ? new Task("взять" + m.group(3), who(m))
              : task(verb, m.group(3), who(m));
        });
    way(
        START
            + name
            + "\\s+(?:будет|должен|должна|обязан\\p{L}?|обещал\\p{L}?|взял\\p{L}*|согласил\\p{L}*|готов\\p{L}?)"
            + "\\s+"
            + ALSO
            + word
            + "(.*)",
        (m, clause) -> infinitive(m, who(m)));
    way(
        START + "(?:поруч\\p{L}+|прошу|просим|попросим)\\s+" + any + "\\s*[—–:-]?\\s*(.+)",
        (m, clause) -> new Task(m.group(2), who(m)));
    way(START + "(?:давай(?:те)? )?я\\s+" + ALSO + word + "(.*)", (m, clause) -> first(m, clause));
    way("(?:^|[:;—–]\\s+)" + ALSO + word + "(.*)", (m, clause) -> first(m, clause));
    way(START + dative + "\\s+" + ALSO + word + "(.*)", (m, clause) -> infinitive(m, who(m)));
    way(
        START + "я\\s+(?:буду|должен|должна|готов|готова)\\s+" + ALSO + word + "(.*)",
        (m, clause) -> infinitive(m, 1, clause.speaker()));
    way(
        START + "(?:(?:мы|давай(?:те)?)\\s+)?" + ALSO + word + "(.*)",
        (m, clause) -> task(RussianVerbs.ofPlural(m.group(1)), m.group(2), null));
    way(
        START
            + "(?:давай(?:те)?|предлагаю договориться|мы должны|должны)\\s+"
            + ALSO
            + word
            + "(.*)",
        (m, clause) -> infinitive(m, 1, null));
    way(
        "(?:"
            + any
            + "|\\b(мне|нам))?\\s*(?<!\\bне )\\b"
            + MODAL
            + "\\s+(?:"
            + dative
            + "\\s+)?"
            + ALSO
            + word
            + "(.*)",
        (m, clause) -> {
          String form = m.group(1) != null ? m.group(1) : m.group(3);
          String owner =
              form != null
                  ? owners.who(form)
                  : "мне".equalsIgnoreCase(m.group(2)) ? clause.speaker() : null;
          return withObject(
              infinitive(m, 4, owner), clause.text().substring(0, m.start()), m.group(5));
        });
    way(
        START + dative + "\\s*(?:[—–:-]\\s*|(?:поруч\\p{L}+|задача)\\s*[—–:-]?\\s*)(.+)",
        (m, clause) -> new Task(m.group(2), who(m)));
    way("^за\\s+" + any + "\\s*[—–:-]?\\s*(.+)", (m, clause) -> new Task(m.group(2), who(m)));
    way("^с\\s+" + any + "\\s*[—–-]\\s*(.+)", (m, clause) -> new Task(m.group(2), who(m)));
    way(
        "^" + name + ",\\s*" + ALSO + "(?:пожалуйста,?\\s*)?(" + "\\p{L}+" + ")(.*)",
        (m, clause) ->
            RussianVerbs.isImperative(m.group(2))
                ? new Task(m.group(2) + m.group(3), who(m))
                : null);
    way(
        START + "(?:нужен|нужна|нужны|нужно)\\s+(.+)",
        (m, clause) -> clause.due() ? new Task(m.group(1), null) : null);
    way(
        "^(?:(.+?)\\s+)?(?:я\\s+)?(?:беру|возьму) на себя(.*)",
        (m, clause) ->
            m.group(1) == null && m.group(2).isBlank()
                ? null
                : new Task(
                    "взять на себя "
                        + (m.group(1) == null ? "" : lower(m.group(1)))
                        + m.group(2).replaceFirst("^,.*", ""),
                    clause.speaker()));
    way("^с меня\\s*[—–-]?\\s*(.+)", (m, clause) -> new Task(m.group(1), clause.speaker()));
    way(
        "(?:^|[:;—–]\\s*)([^:;,]+?)\\s+[—–-]?\\s*(?:будет |остаётся |остается )?за\\s+("
            + owners.any()
            + ")(?<=[оеё]м|[оеё]й|ью)$",
        (m, clause) -> new Task(m.group(1), owners.who(m.group(2))));
  }

  /** "Сертификаты нужно продлить": what it is about stands before. */
  private static @Nullable Task withObject(@Nullable Task task, String before, String rest) {
    String object = before.strip().replaceFirst("(?iuU)^.*[,:;—–]\\s*", "");
    if (task == null || !rest.isBlank() || object.isEmpty() || !OBJECT.matcher(object).matches()) {
      return task;
    }
    return new Task(task.what() + " " + lower(object), task.owner());
  }

  private static String lower(String text) {
    boolean name = text.length() > 1 && Character.isUpperCase(text.charAt(1));
    return name ? text : Character.toLowerCase(text.charAt(0)) + text.substring(1);
  }

  private @Nullable Task first(Matcher m, Clause clause) {
    return clause.speaker() == null || m.group(2).matches("(?iuU),?\\s*(?:что|:)\\b.*")
        ? null
        : task(RussianVerbs.ofFirst(m.group(1)), m.group(2), clause.speaker());
  }

  private static @Nullable Task infinitive(Matcher m, @Nullable String owner) {
    return infinitive(m, 2, owner);
  }

  private static @Nullable Task infinitive(Matcher m, int word, @Nullable String owner) {
    String verb = m.group(word);
    return RussianVerbs.isInfinitive(verb) && !THOUGHT.matcher(verb).matches()
        ? new Task(verb + m.group(word + 1), owner)
        : null;
  }

  private static @Nullable Task task(@Nullable String verb, String rest, @Nullable String owner) {
    return verb == null || rest.isBlank() ? null : new Task(verb + rest, owner);
  }
}
