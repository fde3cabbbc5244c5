package dev.consilium.tools.councils.items;

import java.time.DateTimeException;
import java.time.DayOfWeek;
import java.time.LocalDate;
import java.time.temporal.TemporalAdjusters;
import java.util.List;
import java.util.Locale;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A day named in a text, and where. A weekday is the next one after the meeting, a week ends on its
 * Friday, and a day without a year is the next such day.
 */
record DueDate(LocalDate day, int start, int end) {
  private static final String BY =
      "(?:(?:(?:due(?: date)?|deadline|срок|дедлайн)(?:\\s*[:—–-])?\\s+)?"
          + "(?:by|until|till|before|on|not? later than|not позднее|не позднее|не позже|до|ко?|во?)\\s+(?:the\\s+)?"
          + "|(?:due(?: date)?|deadline|срок(?:ом)?|дедлайн)\\s*[:—–-]?\\s+)";
  private static final String BARE = "(?<=[,(—–-]\\s{0,1})";
  private static final String MONTH =
      "(jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|sep(?:t(?:ember)?)?"
          + "|oct(?:ober)?|nov(?:ember)?|dec(?:ember)?|января|февраля|марта|апреля|мая|июня|июля|августа"
          + "|сентября|октября|ноября|декабря)";
  private static final List<String> MONTHS =
      List.of(
          "jan янв", "feb фев", "mar мар", "apr апр", "may мая", "jun июн", "jul июл", "aug авг",
          "sep сен", "oct окт", "nov ноя", "dec дек");
  private static final List<String> WEEKDAYS =
      List.of("mon пон", "tue вто", "wed сре", "thu чет", "fri пят", "sat суб", "sun вос");
  private static final List<String> NUMBERS =
      List.of(
          "a one an один одну",
          "two два две couple пару",
          "three три",
          "four четыре",
          "five пять",
          "six шесть",
          "seven семь",
          "eight восемь",
          "nine девять",
          "ten десять");
  private static final String ORDINAL = "(?:st|nd|rd|th|-?го|-?е)?";
  private static final String NEXT = "(next\\s+|следующ\\p{L}+\\s+)?(?:this\\s+|эт\\p{L}+\\s+)?";

  private interface Reading {
    @Nullable LocalDate day(MatchResult found, LocalDate meeting);
  }

  private record Form(Pattern pattern, Reading reading) {
    static Form of(String regex, Reading reading) {
      return new Form(Pattern.compile("(?iuU)" + regex), reading);
    }
  }

  private static final List<Form> FORMS =
      List.of(
          Form.of(
              BY + "?\\b(\\d{4})-(\\d\\d)-(\\d\\d)\\b",
              (m, day) -> LocalDate.of(number(m, 1), number(m, 2), number(m, 3))),
          Form.of(
              BY + "?\\b(\\d{1,2})\\.(\\d{1,2})\\.(\\d{4})\\b",
              (m, day) -> LocalDate.of(number(m, 3), number(m, 2), number(m, 1))),
          Form.of(
              "(?:\\b" + BY + "|" + BARE + ")(\\d{1,2})\\.(\\d\\d)\\b(?!\\.?\\d)",
              (m, day) -> next(day, number(m, 2), number(m, 1))),
          Form.of(
              "(?:\\b"
                  + BY
                  + ")?\\b(?<!(?:since|from|after|после|с|от)\\s)(\\d{1,2})"
                  + ORDINAL
                  + "\\s+(?:of\\s+)?"
                  + MONTH
                  + "\\b(?:\\s+(\\d{4})(?:\\s+года)?)?",
              (m, day) -> dated(day, m.group(3), month(m.group(2)), number(m, 1))),
          Form.of(
              "(?:\\b"
                  + BY
                  + ")?\\b(?<!(?:since|from|after)\\s)"
                  + MONTH
                  + "\\.?\\s+(\\d{1,2})"
                  + ORDINAL
                  + "\\b(?:,?\\s+(\\d{4}))?",
              (m, day) -> dated(day, m.group(3), month(m.group(1)), number(m, 2))),
          Form.of(
              "\\b(?:by|until|till|before|due|до|ко?)\\s+(?:the\\s+)?(\\d{1,2})(?:st|nd|rd|th|-?го|-?му|\\s+числ\\p{L})\\b",
              (m, day) -> {
                LocalDate month = number(m, 1) < day.getDayOfMonth() ? day.plusMonths(1) : day;
                return month.withDayOfMonth(number(m, 1));
              }),
          Form.of(
              "\\b(?:by|until|before|due|at|до|ко?|в)?\\s*(?:the\\s+)?\\b(?:end of|eo|кон(?:ец|ц\\p{L}{1,2}))\\s*(?:the\\s+)?"
                  + NEXT
                  + "(day|week|month|year|d|w|m|дня|недели|месяца|года)\\b",
              (m, day) -> end(m.group(2), m.group(1) == null ? 0 : 1, day)),
          Form.of(
              "\\b(?:in|within|через|в течение)\\s+(?:the next\\s+)?(?:(\\d+|\\p{L}+)\\s+(?:of\\s+)?)?"
                  + "(days?|weeks?|months?|день|дня|дней|недел[юьи]|месяц(?:а|ев)?)\\b",
              (m, day) -> later(m.group(1), m.group(2), day)),
          Form.of(BY + "?\\b(the day after tomorrow|послезавтра)\\b", (m, day) -> day.plusDays(2)),
          Form.of(BY + "?\\b(tomorrow|завтра(?:шнего дня)?)\\b", (m, day) -> day.plusDays(1)),
          Form.of(BY + "?\\b(today|tonight|сегодня)\\b", (m, day) -> day),
          Form.of(
              "(?:\\b"
                  + BY
                  + "|"
                  + BARE
                  + "|\\b(?=next|следующ))"
                  + NEXT
                  + "(monday|tuesday|wednesday|thursday|friday|saturday|sunday|понедельник\\p{L}?|вторник\\p{L}?"
                  + "|сред[аыуе]|четверг\\p{L}?|пятниц[аыуе]|суббот[аыуе]|воскресень[еяю])\\b",
              (m, day) -> weekday(m.group(2), m.group(1) != null, day)),
          Form.of(
              "\\b(?:(?:by|during|до|на)\\s+)?(?:(next|следующ\\p{L}+)|this|эт(?:ой|у))\\s+(?:week|недел[еюи])\\b",
              (m, day) -> end("week", m.group(1) == null ? 0 : 1, day)));

  /** The first form that reads as a day; null if there is none. */
  static @Nullable DueDate in(String text, LocalDate meeting) {
    for (Form form : FORMS) {
      Matcher matcher = form.pattern().matcher(text);
      while (matcher.find()) {
        try {
          LocalDate day = form.reading().day(matcher, meeting);
          if (day != null) {
            return new DueDate(day, matcher.start(), matcher.end());
          }
        } catch (DateTimeException e) {
          // No such day: the text means something else.
        }
      }
    }
    return null;
  }

  private static int number(MatchResult found, int group) {
    return Integer.parseInt(found.group(group));
  }

  private static int index(List<String> words, String word) {
    String start = word.substring(0, Math.min(3, word.length())).toLowerCase(Locale.ROOT);
    for (int i = 0; i < words.size(); i++) {
      if (List.of(words.get(i).split(" ", -1)).contains(start)) {
        return i + 1;
      }
    }
    return 0;
  }

  private static int month(String name) {
    return index(MONTHS, name);
  }

  private static LocalDate dated(LocalDate meeting, @Nullable String year, int month, int day) {
    return year == null
        ? next(meeting, month, day)
        : LocalDate.of(Integer.parseInt(year), month, day);
  }

  private static LocalDate next(LocalDate meeting, int month, int day) {
    LocalDate date = LocalDate.of(meeting.getYear(), month, day);
    return date.isBefore(meeting) ? date.plusYears(1) : date;
  }

  private static LocalDate end(String unit, int more, LocalDate day) {
    return switch (unit.substring(0, 1).toLowerCase(Locale.ROOT)) {
      case "w", "н" -> day.plusWeeks(more).with(TemporalAdjusters.nextOrSame(DayOfWeek.FRIDAY));
      case "m", "м" -> day.plusMonths(more).with(TemporalAdjusters.lastDayOfMonth());
      case "y", "г" -> day.plusYears(more).with(TemporalAdjusters.lastDayOfYear());
      default -> day.plusDays(more);
    };
  }

  private static @Nullable LocalDate later(@Nullable String count, String unit, LocalDate day) {
    int many = 1;
    if (count != null) {
      many =
          Character.isDigit(count.charAt(0))
              ? Integer.parseInt(count.substring(0, Math.min(4, count.length())))
              : counted(count);
    }
    if (many == 0) {
      return null;
    }
    return switch (unit.substring(0, 1).toLowerCase(Locale.ROOT)) {
      case "w", "н" -> day.plusWeeks(many);
      case "m", "м" -> day.plusMonths(many);
      default -> day.plusDays(many);
    };
  }

  private static int counted(String word) {
    for (int i = 0; i < NUMBERS.size(); i++) {
      if (List.of(NUMBERS.get(i).split(" ", -1)).contains(word.toLowerCase(Locale.ROOT))) {
        return i + 1;
      }
    }
    return 0;
  }

  private static LocalDate weekday(String name, boolean nextWeek, LocalDate day) {
    DayOfWeek weekday = DayOfWeek.of(index(WEEKDAYS, name));
    return nextWeek
        ? day.plusWeeks(1).with(DayOfWeek.MONDAY).with(TemporalAdjusters.nextOrSame(weekday))
        : day.with(TemporalAdjusters.next(weekday));
  }
}
