package dev.consilium.tools.councils.items;

import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/** Cuts sentences into clauses with one statement each, and leaves out what is not meant as one. */
final class Clauses {
  private static final Pattern UNREAL =
      Pattern.compile("(?iuU)\\b(?:would|could|might)\\b|\\bshould have\\b|\\bбы\\b");
  private static final Pattern ASKED =
      Pattern.compile(
          "(?iuU)[,;]\\s*(?:and |but |а |и )?\\p{L}+, (?:could|can|would|will|сможешь|можешь|не мог).*\\?$");
  private static final Pattern CONDITION =
      Pattern.compile(
          "(?iu)^(?:if|when|once|as soon as|если|когда|как только)\\s[^,]*,\\s*(?:then |то )?");
  private static final Pattern NEXT =
      Pattern.compile(
          "(?iuU)(?:^|[,;(]\\s*)(?:(?:and|и|а)\\s+)?(?:then|after (?:that|this)|afterwards|next,|после (?:этого|чего)|затем|потом|далее)\\b");
  private static final Pattern OPENING =
      Pattern.compile(
          "(?iuU)^(?:(?:so|ok|okay|and|but|also|well|great|fine|good|right|agreed|yes|yeah|sure|first(?:ly)?|finally|next|then|after that"
              + "|afterwards|later|to sum up:?|for the record:?|итак|хорошо|ладно|да|ну|и|а|но|тогда|затем|потом|далее|после этого|после чего|сначала"
              + "|во-первых|во-вторых|наконец|согласен|согласна|значит|ещё|еще|также|кроме того)\\b[,.:]?\\s+){1,6}");

  private final LocalDate day;
  private final Pattern clauses;
  private final Pattern past;

  Clauses(Owners owners, LocalDate day) {
    this.day = day;
    String who =
        "(?:"
            + owners.subject()
            + "\\s+(?:пусть )?(?:will|to|is going|shall|must|has to|needs to|should|(?:(?:\\p{IsCyrillic}+\\s+){0,2}?)\\p{IsCyrillic}+(?:т|тся)\\b))";
    String and =
        "(?:(?:and|but|while|а|и|но)\\s+(?:then |after that |затем |потом )?|(?:then|затем|потом) )";
    this.clauses =
        Pattern.compile(
            "(?iuU)(?:,\\s*(?:"
                + and
                + ")?|\\s+"
                + and
                + ")(?="
                + who
                + "|"
                + owners.dative()
                + "\\s+[—–-])|(?:,\\s*|\\s+)"
                + and
                + "(?=(?:(?:on|by|в|во|к|до) \\p{L}+ |tomorrow |завтра )?(?:I'll\\b|I will\\b|I am going|we (?:also )?(?:need to|must|have to)|I'm |I can take|let's|(?:давай(?:те)? )?я\\s|(?:\\p{L}+ )?нужно\\s|надо\\s))"
                + "|,\\s*(?=(?:а |и |and )?(?:потом|затем|then|after that|после этого)\\s)"
                + "|(?<=\\bза \\p{L}{2,20}),\\s*(?=\\p{L}+ [^,]*\\bза )");
    this.past =
        Pattern.compile(
            "(?iuU)^"
                + owners.subject()
                + "\\s+(?:(?:has|have|already|уже|вчера)\\s+){0,3}(?:\\p{L}+ed|did|wrote|done|was|had"
                + "|\\p{L}{2,}(?:ла|ло|ли|[аиеыоуя]л)(?:сь|ся)?)\\b.*|.*\\((?:done|сделано|готово)\\)$");
  }

  /** The clauses of a sentence; none of a question or a supposition. */
  List<String> of(String said) {
    List<String> whole = whole(said);
    List<String> found = new ArrayList<>();
    for (String text : whole) {
      String opening = "";
      for (String clause : clauses.split(text, -1)) {
        opening += clause;
        if (isOpening(opening) && !text.endsWith(clause)) {
          opening += ", ";
        } else {
          found.add(opening);
          opening = "";
        }
      }
    }
    return found;
  }

  /** The sentence as one clause; none of a question or a supposition. */
  List<String> whole(String said) {
    String told = ASKED.matcher(said).replaceFirst("");
    return told.endsWith("?") || UNREAL.matcher(told).find()
        ? List.of()
        : List.of(CONDITION.matcher(Wording.tidy(withPriorityFirst(told))).replaceFirst(""));
  }

  static boolean isNext(String clause) {
    return NEXT.matcher(clause).find();
  }

  /** Without the words that only lead to it. */
  static String opened(String clause) {
    return Wording.tidy(OPENING.matcher(clause).replaceFirst(""));
  }

  boolean isPast(String clause) {
    return past.matcher(clause).matches();
  }

  /** "By Friday", "after that": belongs to what follows it. */
  private boolean isOpening(String clause) {
    DueDate due = DueDate.in(clause, day);
    String rest =
        due == null ? clause : clause.substring(0, due.start()) + " " + clause.substring(due.end());
    return Wording.tidy(OPENING.matcher(rest.strip() + " ").replaceFirst("")).isEmpty();
  }

  /** "When there is time, …" is a priority and no condition. */
  private static String withPriorityFirst(String said) {
    Integer priority = Wording.priority(said);
    return priority != null && CONDITION.matcher(said).lookingAt()
        ? Wording.withoutPriority(said)
        : said;
  }
}
