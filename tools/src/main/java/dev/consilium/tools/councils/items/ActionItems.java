package dev.consilium.tools.councils.items;

import dev.consilium.tools.councils.items.ProtocolLine.Kind;
import dev.consilium.tools.councils.items.Statements.Clause;
import dev.consilium.tools.councils.items.Statements.Task;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Finds what is to be done in what was said, in English and Russian, by rules alone: the same
 * protocol always gives the same items. What no rule knows is left out.
 */
public final class ActionItems {
  /** Something said; the speaker is null where nobody knows. */
  public record Utterance(@Nullable String speaker, String text) {}

  /**
   * How much a text is trusted to be an item: a list's line always, an order's form, or its words.
   */
  private enum Trust {
    LISTED,
    ORDERS,
    AGREED,
    WORDS
  }

  private static final Pattern SENTENCE = Pattern.compile("(?<=[.!?…;])[\"»”)]?\\s+");
  private static final Pattern LABEL =
      Pattern.compile("^\\**(\\p{Lu}[\\p{L} .-]{0,40}?)\\**\\s*[:：]\\**(?:\\s+(.*)|$)");
  private static final Pattern YOURS =
      Pattern.compile(
          "(?iuU)^(\\p{L}+),\\s*(?:(?:that|this|it)(?:'s| is) (?:on you|yours|for you)|(?:это|эта|этот) (?:на тебе|тебе|за тобой|твоё|твоя))\\b.*");
  private static final Pattern THAT =
      Pattern.compile(
          "(?iu)(?:do|take|own|handle|get|finish|сделать|взять|доделать)?\\s*(?:на себя\\s*)?(?:this|that|it|them|both|this one|that one|это|этим|всё это|его|её)");
  private static final Pattern GUESS =
      Pattern.compile(
          "(?iuU)^(?:well,? |ну,? )?(?:i (?:think|believe|guess|suppose|hope|feel)|maybe|perhaps|imho|in my opinion|probably"
              + "|(?:я )?(?:думаю|считаю|полагаю|надеюсь)|по-моему|мне кажется|кажется|возможно|может быть|наверное)\\b");
  private static final Pattern REFUSED =
      Pattern.compile(
          "(?iuU)^(?:do not|don't|not|never|no|none|nothing|n/a|не|нет|никто|пока\\s+(?:не|ничего|нет)|ничего)\\b(?!\\s+(?:forget|забы)).*|^[-–—]*$");
  private static final Pattern AFTER =
      Pattern.compile(
          "(?iuU)[,;(]?\\s*\\b(?:after|depends on|once|после|зависит от)\\s+(?:(?:item|step|point|task|пункт\\p{L}*|п\\.|шаг\\p{L}*|задач\\p{L})\\s*)?"
              + "[#№(]*(\\d{1,2})\\)?(?!\\s*(?:days?|weeks?|hours?|дн|недел|час|\\d|[.:]\\d))(?:\\s+is done)?\\)?");

  /** Of a sentence; nobody says what to do in more. */
  private static final int LONG = 2_000;

  private final LocalDate day;
  private final Owners owners;
  private final Statements statements;
  private final Marks marks;
  private final Spoken spoken;
  private final Clauses clauses;
  private final Found found = new Found();
  private final Map<Integer, Integer> numbered = new HashMap<>();

  private ActionItems(LocalDate day, Collection<String> names) {
    this.day = day;
    this.owners = new Owners(names);
    this.statements = new Statements(owners);
    this.marks = new Marks(owners);
    this.spoken = new Spoken(owners);
    this.clauses = new Clauses(owners, day);
  }

  /** The items of what was said at a meeting on a day, in order. */
  public static List<ActionItem> of(
      List<Utterance> protocol, LocalDate day, Collection<String> names) {
    ActionItems items = new ActionItems(day, names);
    protocol.forEach(items::read);
    return items.found.items();
  }

  private void read(Utterance utterance) {
    spoken.forget();
    Trust section = Trust.WORDS;
    String speaker = utterance.speaker();
    String owner = null;
    for (String raw : utterance.text().replace('’', '\'').replace('\u00a0', ' ').split("\\R", -1)) {
      ProtocolLine line = ProtocolLine.of(raw);
      if (line.text().isEmpty() && line.kind() != Kind.TASKS && line.kind() != Kind.AGREED) {
        continue;
      }
      Matcher label = LABEL.matcher(line.text());
      String named = label.matches() ? owners.who(label.group(1)) : null;
      if (named != null && label.group(2) == null) {
        owner = section == Trust.WORDS ? null : named;
        speaker = section == Trust.WORDS ? named : speaker;
        continue;
      }
      switch (line.kind()) {
        case TASKS -> {
          section = Trust.LISTED;
          owner = null;
          numbered.clear();
          sentences(line.text(), Trust.LISTED, speaker, null, null);
        }
        case AGREED -> {
          section = Trust.AGREED;
          owner = null;
          sentences(line.text(), Trust.AGREED, speaker, null, null);
        }
        case HEADING -> {
          section = Trust.WORDS;
          owner = null;
        }
        case CHECKBOX, BULLET -> {
          boolean listed = section == Trust.LISTED || line.kind() == Kind.CHECKBOX;
          if (!line.done()) {
            sentences(line.text(), listed ? Trust.LISTED : section, speaker, owner, line.number());
          }
        }
        case TEXT -> {
          if (section == Trust.WORDS && named != null) {
            speaker = named;
            sentences(label.group(2), Trust.WORDS, speaker, null, null);
          } else {
            Trust trust = section == Trust.LISTED ? Trust.ORDERS : section;
            boolean more = sentences(line.text(), trust, speaker, owner, null);
            section = more ? section : Trust.WORDS;
          }
        }
      }
    }
  }

  private boolean sentences(
      String text,
      Trust trust,
      @Nullable String speaker,
      @Nullable String owner,
      @Nullable Integer number) {
    int before = found.mentions();
    Trust now = trust;
    for (String sentence : SENTENCE.split(spoken.named(text), -1)) {
      if (!sentence.isBlank()) {
        String said = sentence.strip();
        sentence(said.substring(0, Math.min(LONG, said.length())), now, speaker, owner, number);
        now = trust == Trust.LISTED ? (sentence.endsWith(";") ? Trust.ORDERS : Trust.WORDS) : trust;
      }
    }
    return found.mentions() > before;
  }

  private void sentence(
      String said,
      Trust trust,
      @Nullable String speaker,
      @Nullable String owner,
      @Nullable Integer number) {
    if (trust == Trust.WORDS) {
      ProtocolLine line = ProtocolLine.of(said);
      if ((line.kind() == Kind.TASKS || line.kind() == Kind.AGREED) && !line.text().isEmpty()) {
        sentence(
            line.text(),
            line.kind() == Kind.TASKS ? Trust.LISTED : Trust.AGREED,
            speaker,
            owner,
            number);
        return;
      }
    }
    boolean listed = trust == Trust.LISTED;
    for (String clause : listed ? clauses.whole(said) : clauses.of(said)) {
      clause(clause, said, trust, speaker, owner, number);
    }
  }

  private void clause(
      String said,
      String sentence,
      Trust trust,
      @Nullable String speaker,
      @Nullable String owner,
      @Nullable Integer number) {
    String text = said;
    List<Integer> after = new ArrayList<>();
    if (Clauses.isNext(text)) {
      after.add(found.last());
    }
    DueDate due = DueDate.in(text, day);
    if (due != null) {
      text = text.substring(0, due.start()) + " " + text.substring(due.end());
    }
    Matcher first = AFTER.matcher(text);
    if (first.find()) {
      int item = Integer.parseInt(first.group(1));
      after.add(numbered.getOrDefault(item, item));
      text = text.substring(0, first.start()) + " " + text.substring(first.end());
    }
    Marks.Read mark =
        marks.read(Wording.tidy(Wording.withoutPriority(text)), trust == Trust.LISTED);
    Integer priority = Wording.priority(sentence);
    text = Clauses.opened(mark.text());
    LocalDate until = due == null ? null : due.day();
    if (text.isEmpty()) {
      found.complete(mark.owner(), until, priority);
      return;
    }
    Matcher yours = YOURS.matcher(text);
    if (yours.matches()) {
      found.complete(owners.who(yours.group(1)), until, priority);
      return;
    }
    boolean guess = GUESS.matcher(text).find();
    if (REFUSED.matcher(text).matches() || clauses.isPast(text)) {
      return;
    }
    Task task = statements.task(new Clause(text, speaker, trust == Trust.AGREED, due != null));
    if (task == null
        && (trust == Trust.LISTED
            || mark.called()
            || (trust != Trust.WORDS && Statements.isOrder(text)))) {
      task = guess ? null : new Task(text, null);
    }
    if (task == null || (guess && until == null && task.owner() == null)) {
      return;
    }
    String by = task.owner() != null ? task.owner() : mark.owner() != null ? mark.owner() : owner;
    String title = Wording.title(task.what());
    if (THAT.matcher(title).matches()) {
      found.complete(by, until, priority);
    } else if (!title.isEmpty()) {
      int at = found.add(new ActionItem(title, by, until, priority, Wording.type(title), after));
      if (number != null) {
        numbered.put(number, at);
      }
    }
  }
}
