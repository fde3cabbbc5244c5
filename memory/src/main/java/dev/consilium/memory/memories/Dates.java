package dev.consilium.memory.memories;

import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.YearMonth;
import java.time.ZoneOffset;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The dates that a text names, in English or Russian, as lexemes that are the same however the date
 * is written: {@code @2026-05-08}, {@code @2026-05}, {@code @2026}, {@code @05-08}, {@code @05}.
 */
final class Dates {
  static final char MARK = '@';

  private static final List<String> MONTHS =
      List.of(
          "jan|янв",
          "feb|фев",
          "mar|мар",
          "apr|апр",
          "may|ма[йяею]",
          "jun|июн",
          "jul|июл",
          "aug|авг",
          "sep|сен",
          "oct|окт",
          "nov|ноя",
          "dec|дек");
  private static final String MONTH =
      "(jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?"
          + "|sept?(?:ember)?|oct(?:ober)?|nov(?:ember)?|dec(?:ember)?"
          + "|янв[а-я]*|фев[а-я]*|март[а-я]?|апр[а-я]*|ма[йяею]|июн[а-я]?|июл[а-я]?|авг[а-я]*"
          + "|сент[а-я]*|окт[а-я]*|нояб[а-я]*|дек[а-я]*)\\b\\.?";
  private static final String DAY = "(\\d{1,2})(?:st|nd|rd|th|-?го)?";
  private static final String YEAR = "((?:19|20)\\d\\d)";
  private static final int FLAGS =
      Pattern.CASE_INSENSITIVE | Pattern.UNICODE_CASE | Pattern.UNICODE_CHARACTER_CLASS;

  private static final Pattern ISO = pattern(YEAR + "-(\\d{1,2})(?:-(\\d{1,2}))?");
  private static final Pattern DOTTED = pattern("(\\d{1,2})[./](\\d{1,2})[./]" + YEAR);
  private static final Pattern DAY_MONTH =
      pattern(DAY + "\\s+(?:of\\s+)?" + MONTH + "(?:,?\\s*" + YEAR + ")?");
  private static final Pattern MONTH_DAY =
      pattern(MONTH + "\\s+" + DAY + "\\b(?!\\d)(?:,?\\s+" + YEAR + ")?");
  private static final Pattern MONTH_YEAR = pattern(MONTH + "(?:,?\\s+(?:of\\s+)?" + YEAR + ")?");
  private static final Pattern PART_OF_MONTH =
      pattern(
          "(early(?: in)?|(?:the )?(?:beginning|start) of|mid(?:dle)?(?:-| of |\\s)|(?:the )?middle of"
              + "|late(?: in)?|(?:the )?end of|начал[а-я]+|середин[а-я]+|кон[а-я]+)\\s*"
              + MONTH
              + "(?:,?\\s*"
              + YEAR
              + ")?");
  private static final Pattern LONE_YEAR = pattern(YEAR);
  private static final Pattern RELATIVE =
      pattern(
          "(today|сегодня|yesterday|вчера|позавчера|last week|на прошлой неделе|last month|в прошлом месяце)");

  private final Set<String> lexemes = new LinkedHashSet<>();
  private final LocalDate today;

  private Dates(Instant now) {
    this.today = LocalDate.ofInstant(now, ZoneOffset.UTC);
  }

  private static Pattern pattern(String text) {
    return Pattern.compile("(?<![\\d.:-])\\b" + text + "\\b", FLAGS);
  }

  /** The dates of a text; {@code now} tells what "yesterday" means. */
  static Set<String> of(String text, Instant now) {
    Dates dates = new Dates(now);
    dates.read(text);
    return dates.lexemes;
  }

  /** The lexemes of one day. */
  static Set<String> of(Instant day) {
    Dates dates = new Dates(day);
    dates.add(dates.today.getYear(), dates.today.getMonthValue(), dates.today.getDayOfMonth());
    return dates.lexemes;
  }

  private void read(String text) {
    each(PART_OF_MONTH, text, this::addPart);
    each(ISO, text, m -> add(number(m, 1), number(m, 2), number(m, 3)));
    each(DOTTED, text, m -> add(number(m, 3), number(m, 2), number(m, 1)));
    each(DAY_MONTH, text, m -> add(number(m, 3), month(m.group(2)), number(m, 1)));
    each(MONTH_DAY, text, m -> add(number(m, 3), month(m.group(1)), number(m, 2)));
    each(MONTH_YEAR, text, m -> addMonth(m));
    each(LONE_YEAR, text, m -> add(number(m, 1), 0, 0));
    each(RELATIVE, text, m -> addRelative(m.group(1).toLowerCase(Locale.ROOT)));
  }

  private interface Found {
    void accept(Matcher matcher);
  }

  private static void each(Pattern pattern, String text, Found found) {
    Matcher matcher = pattern.matcher(text);
    while (matcher.find()) {
      found.accept(matcher);
    }
  }

  /** "May" and "march" alone are words of English. */
  private void addMonth(Matcher matcher) {
    String name = matcher.group(1);
    if (matcher.group(2) != null || Character.isUpperCase(name.charAt(0)) || name.length() > 5) {
      add(number(matcher, 2), month(name), 0);
    }
  }

  /** Ten days of a month, more or less. */
  private void addPart(Matcher matcher) {
    int first =
        switch (matcher.group(1).toLowerCase(Locale.ROOT).replace("the ", "").charAt(0)) {
          case 'm', 'с' -> 10;
          case 'l', 'к' -> 20;
          case 'e' -> matcher.group(1).toLowerCase(Locale.ROOT).contains("end") ? 20 : 1;
          default -> 1;
        };
    int month = month(matcher.group(2));
    int year = number(matcher, 3);
    for (int day = first; day <= Math.min(31, first + 11); day++) {
      if (year == 0) {
        lexemes.add(String.format(Locale.ROOT, "%c%02d-%02d", MARK, month, day));
      } else if (day <= YearMonth.of(year, month).lengthOfMonth()) {
        addDay(LocalDate.of(year, month, day));
      }
    }
  }

  private void addRelative(String words) {
    switch (words) {
      case "today", "сегодня" -> addDay(today);
      case "yesterday", "вчера" -> addDay(today.minusDays(1));
      case "позавчера" -> addDay(today.minusDays(2));
      case "last week", "на прошлой неделе" -> {
        LocalDate monday = today.minusDays(6L + today.getDayOfWeek().getValue());
        for (int day = 0; day < 7; day++) {
          addDay(monday.plusDays(day));
        }
      }
      default -> {
        LocalDate month = today.minusMonths(1);
        add(month.getYear(), month.getMonthValue(), 0);
      }
    }
  }

  private void addDay(LocalDate day) {
    lexemes.add(MARK + day.toString());
  }

  private void add(int year, int month, int day) {
    if (month < 0 || month > 12 || day < 0 || day > 31) {
      return;
    }
    if (year > 0 && month > 0 && day > 0) {
      try {
        addDay(LocalDate.of(year, month, day));
      } catch (DateTimeException e) {
        return;
      }
    }
    if (month > 0 && day > 0) {
      lexemes.add(String.format(Locale.ROOT, "%c%02d-%02d", MARK, month, day));
    }
    if (year > 0 && month > 0) {
      lexemes.add(String.format(Locale.ROOT, "%c%04d-%02d", MARK, year, month));
    }
    if (year > 0) {
      lexemes.add(MARK + String.valueOf(year));
    }
    if (month > 0) {
      lexemes.add(String.format(Locale.ROOT, "%c%02d", MARK, month));
    }
  }

  private static int number(Matcher matcher, int group) {
    @Nullable String digits = matcher.group(group);
    return digits == null ? 0 : Integer.parseInt(digits);
  }

  private static int month(String name) {
    String lower = name.toLowerCase(Locale.ROOT);
    for (int month = 0; month < MONTHS.size(); month++) {
      if (Pattern.compile("^(?:" + MONTHS.get(month) + ")").matcher(lower).find()) {
        return month + 1;
      }
    }
    return 0;
  }
}
