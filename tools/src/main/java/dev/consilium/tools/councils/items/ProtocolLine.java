package dev.consilium.tools.councils.items;

import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A line by its form.
 *
 * @param number of a numbered list
 * @param text without its marker, or what follows a heading on its line
 */
record ProtocolLine(Kind kind, boolean done, @Nullable Integer number, String text) {
  enum Kind {
    /** "Action items": what follows is to be done. */
    TASKS,
    /** "Agreed": what follows may be. */
    AGREED,
    HEADING,
    CHECKBOX,
    BULLET,
    TEXT
  }

  private static final Pattern MARK =
      Pattern.compile("^\\s*(?:[-*•+–—]|\\(?(\\d{1,3})[.)])\\s+(?:\\[([ xXхХ✓]?)]\\s*)?(.*)$");
  private static final Pattern TASKS =
      Pattern.compile(
          "(?iuU)^[#*_\\s]*(?:(?:our |the )?(?:action (?:items?|points?)|actions?|to-?\\s?dos?|next steps?|tasks|follow-?ups?"
              + "|assignments)|(?:наши )?(?:задачи|действи[ея]|план действий|план работ|(?:следующие|дальнейшие) шаги"
              + "|поручения|к исполнению|сделать|что (?:нужно |надо )?(?:сделать|делаем)|задача|туду))"
              + "(?:\\s+[^.:—!?]{1,40}(?=:\\s*$)|\\s+(?:are|is|такие))?[*_]*\\s*(?:[:—–]\\s*[*_]*|(?<=[#*].{0,60})$|$)(.*)$");
  private static final Pattern AGREED =
      Pattern.compile(
          "(?iu)^[#*_\\s]*(?:(?:так что|итак|итого|в итоге|so|ok|okay),?\\s+)?(?:план(?: такой| на [^:]{1,30})?|the plan(?: is)?|договорились|решили|решено|порешили|постановили"
              + "|we agreed|agreed|decided|we decided)[*_]*\\s*[:—–][*_\\s]*(.*)$");
  private static final Pattern HEADING =
      Pattern.compile("^\\s*(?:#{1,6}\\s.*|\\*\\*[^*]+\\*\\*:?|[^.!?]{2,60}:)\\s*$");

  static ProtocolLine of(String line) {
    Matcher heading = TASKS.matcher(line);
    if (heading.matches()) {
      return new ProtocolLine(Kind.TASKS, false, null, heading.group(1).strip());
    }
    Matcher agreed = AGREED.matcher(line);
    if (agreed.matches()) {
      return new ProtocolLine(Kind.AGREED, false, null, agreed.group(1).strip());
    }
    Matcher mark = MARK.matcher(line);
    if (mark.matches()) {
      String box = mark.group(2);
      String number = mark.group(1);
      return new ProtocolLine(
          box == null ? Kind.BULLET : Kind.CHECKBOX,
          (box != null && !box.isBlank()) || mark.group(3).startsWith("~~"),
          number == null ? null : Integer.valueOf(number),
          mark.group(3).strip());
    }
    return new ProtocolLine(
        HEADING.matcher(line).matches() ? Kind.HEADING : Kind.TEXT, false, null, line.strip());
  }
}
