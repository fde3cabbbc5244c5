package dev.consilium.tools.councils;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** The ways of saying that something is to be done, one clause at a time. */
final class Statements {
  /** What is to be done, and by whom as far as the clause tells. */
  record Task(String what, @Nullable String owner) {}

  /**
   * Of a clause.
   *
   * @param agreed whether it was agreed upon, so that less will do
   * @param due whether a day was named
   */
  record Clause(String text, @Nullable String speaker, boolean agreed, boolean due) {}

  private interface Reading {
    @Nullable Task task(Matcher found, Clause clause);
  }

  private record Way(Pattern pattern, Reading reading) {}

  private static final String START =
      "(?:^|[,:;—–]\\s*|\\b(?:so|and|that|then|but|while|что|а|и|но|то|тогда)\\s+)";
  private static final String ALSO =
      "(?:(?:also|then|now|still|just|first|please|сначала|также|тоже|ещё|еще|потом|затем|тогда|сразу|теперь|уже|пока)\\s+)*";
  private static final String MODAL =
      "(?:нужно|надо|необходимо|требуется|следует|прид[её]тся)(?:\\s+будет)?";

  /** Of what follows "Anna will": no task. */
  private static final Pattern IDLE =
      Pattern.compile(
          "(?iu)(?:not|never|probably|be|have|need|know|agree|like|want|love|hate|see|think|say|lose|fail|die|only|always"
              + "|believe|remember|understand|consider|depend|cost|regret|notice|accept|hear|complain|disagree)\\b.*");

  private static final Pattern TALK =
      Pattern.compile(
          "(?iu)(?:say|add that|repeat|vote|start|begin|admit|stop|pass|second|go|come back|stick|stay|argue|ask\\b.*\\?|wait"
              + "|discuss|talk about|move on|hear|look at|listen|take a|continue|close|face|assume|suppose|try to|be|vote"
              + "|think|decide|agree|return|get back|keep in|wrap|recap|summari[sz]e|let|skip|call it|focus|support)\\b.*");
  private static final Pattern THOUGHT =
      Pattern.compile(
          "(?iu)(?:понимать|учитывать|учесть|помнить|подумать|думать|решить|решать|обсудить|обсуждать|признать|сказать"
              + "|отметить|заметить|выбрать|выбирать|смотреть|посмотреть|считать|быть|знать|искать|ждать|подождать|начать"
              + "|определиться|исходить|иметь|отталкиваться)");
  private static final Pattern DO =
      Pattern.compile(
          "(?iu)(?:write|add|update|fix|remove|delete|drop|create|make|prepare|draft|set up|review|check|test|deploy|release"
              + "|publish|document|describe|refactor|move|migrate|rename|replace|rewrite|implement|build|measure|benchmark"
              + "|compare|investigate|research|collect|gather|send|share|announce|notify|tell|inform|call|contact|schedule"
              + "|plan|organi[sz]e|arrange|order|buy|sign|enable|disable|configure|install|upgrade|bump|pin|rotate|revoke"
              + "|archive|back up|restore|export|import|run|start|stop|switch|turn|roll|split|merge|extract|clean|close"
              + "|open|file|report|record|estimate|calculate|count|analy[sz]e|profile|optimi[sz]e|cache|index|log|monitor"
              + "|alert|automate|verify|validate|confirm|clarify|agree with|ask|find|look into|translate|design|sketch"
              + "|prototype|train|hire|invite|present|demo|finish|complete|finali[sz]e|define|list|map|tag|freeze|cut"
              + "|ship|patch|port|introduce|expose|store|keep an|put|take|get|do|follow up|reach out|talk to|generate|regenerate)\\b.*");

  private final Owners owners;
  private final List<Way> ways = new ArrayList<>();

  Statements(Owners owners) {
    this.owners = owners;
    english();
    russian();
  }

  private void way(String regex, Reading reading) {
    ways.add(new Way(Pattern.compile("(?iuU)" + regex), reading));
  }

  /** The task of a clause; null if it tells of none. */
  @Nullable Task task(Clause clause) {
    for (Way way : ways) {
      Matcher matcher = way.pattern().matcher(clause.text());
      while (matcher.find()) {
        Task task = way.reading().task(matcher, clause);
        if (task != null) {
          return task;
        }
      }
    }
    return null;
  }

  /** Whether a text begins as an order, or names what to do. */
  static boolean isOrder(String text) {
    if (DO.matcher(text).matches()) {
      return true;
    }
    String word = text.split("[^\\p{L}]", 2)[0];
    return RussianVerbs.isInfinitive(word) || RussianVerbs.isImperative(word);
  }

  private static boolean isTask(String text) {
    return !IDLE.matcher(text).matches();
  }

  private static boolean isWork(String text) {
    return isTask(text) && !TALK.matcher(text).matches();
  }

  private @Nullable String who(Matcher found) {
    return owners.who(found.group(1));
  }

  private void english() {
    String name = "(" + owners.subject() + ")";
    String will =
        "\\s+(?:will|shall|is going to|is to|to|has to|must|needs to|should|agreed to|promised to|volunteered to)\\s+";
    way(
        START + name + will + ALSO + "(\\p{L}.*)",
        (m, clause) -> isTask(m.group(2)) ? new Task(m.group(2), who(m)) : null);
    way(
        START
            + name
            + "\\s+(?:is responsible for|owns|will own|will take over|takes(?: on| over| care of)?)\\s+(.+)",
        (m, clause) -> new Task(m.group(2), who(m)));
    way(
        "^" + name + ",\\s*(please\\s+)?" + ALSO + "(\\p{L}.*)",
        (m, clause) ->
            m.group(2) != null || DO.matcher(m.group(3)).matches()
                ? new Task(m.group(3), who(m))
                : null);
    way(
        "^(?:I ask|I'd ask|asking|assign(?:ed)?(?: to)?)\\s+"
            + name
            + "(?:\\s+to\\s+|\\s*:\\s*)(.+)",
        (m, clause) -> new Task(m.group(2), who(m)));
    way(
        START
            + "I(?:'ll| will| am going to|'m going to| shall| have to| need to| must)\\s+"
            + ALSO
            + "(\\p{L}.*)",
        (m, clause) -> isWork(m.group(1)) ? new Task(m.group(1), clause.speaker()) : null);
    way(
        START
            + "(?:let's|let us|we (?:also |still |now )?(?:need to|have to|must|'ll have to|will have to|agreed to)"
            + "|(?:someone|somebody) (?:should|has to|needs to|must)|it is necessary to)\\s+"
            + ALSO
            + "(\\p{L}.*)",
        (m, clause) -> isWork(m.group(1)) ? new Task(m.group(1), null) : null);
    way(
        START + "we(?:'ll| will| shall| are going to)\\s+" + ALSO + "(\\p{L}.*)",
        (m, clause) -> work(m.group(1), true));
    way(
        START + "we should\\s+" + ALSO + "(\\p{L}.*)",
        (m, clause) -> work(m.group(1), clause.due() || clause.agreed()));
    way(
        START + "we need\\s+((?:an?|the)\\s.*)",
        (m, clause) -> clause.due() ? new Task(m.group(1), null) : null);
    way("^please\\s+(\\p{L}.*)", (m, clause) -> work(m.group(1), true));
  }

  private static @Nullable Task work(String text, boolean wanted) {
    return wanted && isWork(text) && DO.matcher(text).matches() ? new Task(text, null) : null;
  }

  private void russian() {
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
    way(START + "я\\s+" + ALSO + word + "(.*)", (m, clause) -> first(m, clause));
    way("^" + ALSO + word + "(.*)", (m, clause) -> first(m, clause));
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
          return infinitive(m, 4, owner);
        });
    way(
        START + dative + "\\s*(?:[—–:-]\\s*|(?:поруч\\p{L}+|задача)\\s*[—–:-]?\\s*)(.+)",
        (m, clause) -> new Task(m.group(2), who(m)));
    way(
        START + "(?:поруч\\p{L}+|прошу|просим|попросим)\\s+" + any + "\\s*[—–:-]?\\s*(.+)",
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
