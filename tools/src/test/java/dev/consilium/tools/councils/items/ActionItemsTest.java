package dev.consilium.tools.councils.items;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import dev.consilium.memory.tasks.TaskType;
import dev.consilium.tools.councils.items.ActionItems.Utterance;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.NullMarked;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@NullMarked
class ActionItemsTest {
  /** A Wednesday. */
  private static final LocalDate DAY = LocalDate.parse("2026-11-18");

  private static final List<String> NAMES =
      List.of("Anna", "Boris", "Clara", "David", "Анна", "Борис", "Вера", "Глеб", "Ольга");

  private record Expected(String title, @Nullable String owner, @Nullable LocalDate due) {}

  private record Fragment(String name, List<Utterance> said, List<Expected> expected) {}

  private record Figures(double precision, double recall) {}

  private static List<Fragment> fragments(String file) {
    String text;
    try (var in = requireNonNull(ActionItemsTest.class.getResourceAsStream(file))) {
      text = new String(in.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    List<Fragment> fragments = new ArrayList<>();
    for (String part : text.split("(?m)^## (?=en|ru)", -1)) {
      if (part.startsWith("#")) {
        continue;
      }
      List<String> lines = part.lines().toList();
      Fragment fragment = new Fragment(lines.getFirst(), new ArrayList<>(), new ArrayList<>());
      for (String line : lines.subList(1, lines.size())) {
        if (line.startsWith("= ")) {
          String[] item = line.substring(2).split(" \\| ", -1);
          fragment.expected.add(
              new Expected(
                  item[0],
                  item[1].equals("-") ? null : item[1],
                  item[2].equals("-") ? null : LocalDate.parse(item[2])));
        } else if (line.matches("\\p{L}+> .*")) {
          String[] said = line.split("> ", 2);
          fragment.said.add(new Utterance(said[0], said[1]));
        } else if (fragment.said.isEmpty()) {
          fragment.said.add(new Utterance(null, line));
        } else {
          Utterance last = fragment.said.removeLast();
          fragment.said.add(new Utterance(last.speaker(), last.text() + "\n" + line));
        }
      }
      fragments.add(fragment);
    }
    return fragments;
  }

  private static boolean matches(Expected expected, ActionItem item) {
    double shared = Wording.shared(Wording.words(expected.title), Wording.words(item.title()));
    return shared >= 0.6
        && Objects.equals(expected.owner, item.owner())
        && Objects.equals(expected.due, item.due());
  }

  private static Figures figures(String file) {
    int wanted = 0;
    int given = 0;
    int right = 0;
    for (Fragment fragment : fragments(file)) {
      List<ActionItem> items = ActionItems.of(fragment.said, DAY, NAMES);
      List<Expected> missing = new ArrayList<>(fragment.expected);
      List<ActionItem> wrong = new ArrayList<>();
      for (ActionItem item : items) {
        var match = missing.stream().filter(one -> matches(one, item)).findFirst();
        match.ifPresentOrElse(missing::remove, () -> wrong.add(item));
      }
      wanted += fragment.expected.size();
      given += items.size();
      right += items.size() - wrong.size();
      if (!missing.isEmpty() || !wrong.isEmpty()) {
        System.out.printf("%s:%n  missing %s%n  wrong %s%n", fragment.name, missing, wrong);
      }
    }
    Figures figures = new Figures((double) right / given, (double) right / wanted);
    System.out.printf(
        "%s: %d items, precision %.3f, recall %.3f%n",
        file, wanted, figures.precision, figures.recall);
    return figures;
  }

  @Test
  void findsTheItemsOfLabelledProtocols() {
    List<Fragment> fragments = fragments("protocols.txt");
    assertThat(fragments).hasSizeGreaterThanOrEqualTo(60);
    assertThat(fragments.stream().filter(one -> one.expected.isEmpty()).count())
        .isGreaterThanOrEqualTo(15);
    Figures figures = figures("protocols.txt");
    assertThat(figures.precision).isGreaterThanOrEqualTo(0.9);
    assertThat(figures.recall).isGreaterThanOrEqualTo(0.85);
  }

  @ParameterizedTest
  @ValueSource(strings = {"protocols-held-out.txt", "protocols-unseen.txt"})
  void findsTheItemsOfProtocolsHeldOut(String file) {
    assertThat(fragments(file)).hasSize(20);
    Figures figures = figures(file);
    assertThat(figures.precision).isGreaterThanOrEqualTo(0.7);
    assertThat(figures.recall).isGreaterThanOrEqualTo(0.7);
  }

  @ParameterizedTest
  @CsvSource({
    "by Friday, 2026-11-20",
    "by Wednesday, 2026-11-25",
    "by next Friday, 2026-11-27",
    "due Monday, 2026-11-23",
    "until tomorrow, 2026-11-19",
    "today, 2026-11-18",
    "by the end of the week, 2026-11-20",
    "by the end of next week, 2026-11-27",
    "before end of month, 2026-11-30",
    "in 3 days, 2026-11-21",
    "in two weeks, 2026-12-02",
    "in a month, 2026-12-18",
    "by 5 December, 2026-12-05",
    "by December 5th, 2026-12-05",
    "on Dec 5, 2026-12-05",
    "'December 5, 2027', 2027-12-05",
    "by March 1, 2027-03-01",
    "by the 25th, 2026-11-25",
    "by 2026-12-05, 2026-12-05",
    "до пятницы, 2026-11-20",
    "к среде, 2026-11-25",
    "во вторник, 2026-11-24",
    "до завтра, 2026-11-19",
    "послезавтра, 2026-11-20",
    "сегодня, 2026-11-18",
    "до конца недели, 2026-11-20",
    "к концу следующей недели, 2026-11-27",
    "до конца месяца, 2026-11-30",
    "через 3 дня, 2026-11-21",
    "через неделю, 2026-11-25",
    "через две недели, 2026-12-02",
    "не позднее 5 декабря, 2026-12-05",
    "до 5 марта, 2027-03-05",
    "до 5-го числа, 2026-12-05",
    "до 05.12, 2026-12-05",
    "'срок: 05.12.2026', 2026-12-05",
    "срок — 1 декабря, 2026-12-01"
  })
  void readsDays(String text, LocalDate day) {
    DueDate due = requireNonNull(DueDate.in("x " + text + " y", DAY));
    assertThat(due.day()).isEqualTo(day);
    assertThat(Wording.tidy(("x " + text + " y").substring(0, due.start()))).isEqualTo("x");
    assertThat(("x " + text + " y").substring(due.end()).strip()).endsWith("y");
  }

  @ParameterizedTest
  @CsvSource({
    "Java 25.05",
    "version 1.2.3",
    "by the team",
    "before the release",
    "до выкатки",
    "к Анне",
    "31 February",
    "by hand",
    "в среде разработки нет",
    "through 12 nodes"
  })
  void leavesAloneWhatIsNoDay(String text) {
    assertThat(DueDate.in(text.replace("в среде", "с средой"), DAY)).isNull();
  }

  private static List<ActionItem> items(String... said) {
    List<Utterance> protocol = new ArrayList<>();
    for (String text : said) {
      protocol.add(new Utterance("Anna", text));
    }
    return ActionItems.of(protocol, DAY, NAMES);
  }

  @Test
  void takesTheSameItemOnce() {
    List<ActionItem> items =
        items(
            "We need to write the orders migration.",
            "Boris will write the migration of orders by Friday.");
    assertThat(items)
        .containsExactly(
            new ActionItem(
                "Write the orders migration",
                "Boris",
                LocalDate.parse("2026-11-20"),
                null,
                TaskType.CODE,
                List.of()));
    assertThat(items("Let's add an index.", "Let's add an index on orders and customers."))
        .hasSize(2);
  }

  @Test
  void tellsWhatComesFirst() {
    String list =
        "Задачи:\n1. Перенести заказы\n2. Проверить суммы\n3. Выкатить на стенд после (1)";
    assertThat(items(list))
        .extracting(ActionItem::after)
        .containsExactly(List.of(), List.of(), List.of(1));
    assertThat(items("Boris will export the orders. After that Clara will import them."))
        .extracting(ActionItem::after)
        .containsExactly(List.of(), List.of(1));
    assertThat(items("Then Boris will export the orders."))
        .extracting(ActionItem::after)
        .containsExactly(List.of());
    assertThat(
            items(
                "We need to order disks. TODO: Format them, after 1",
                list.replace("Задачи", "Шаги")))
        .extracting(ActionItem::after)
        .contains(List.of(1));
  }

  @ParameterizedTest
  @CsvSource({
    "We must patch the proxy ASAP, 1, CODE",
    "We need to fix the login. It is critical., 0,",
    "Нужно срочно написать тесты, 1, TEST",
    "Нужно обновить README когда будет время, 4, DOCS",
    "Someone should refactor the parser; nice to have, 4, REFACTOR",
    "We must release version 2, , RELEASE",
    "Нужно настроить мониторинг, , DEVOPS",
    "Надо выкатить новую версию, , RELEASE"
  })
  void tellsPriorityAndType(String said, @Nullable Integer priority, @Nullable TaskType type) {
    ActionItem item = items(said).getFirst();
    assertThat(item.priority()).isEqualTo(priority);
    if (type != null) {
      assertThat(item.type()).isEqualTo(type);
    }
  }

  @Test
  void knowsNamesInTheOtherAlphabetAndInCases() {
    List<ActionItem> items =
        ActionItems.of(
            List.of(
                new Utterance(
                    null,
                    "Анна подготовит смету. Игорю поручаем тесты. Андрею нужно купить диски.")),
            DAY,
            List.of("Anna", "Игорь", "Андрей"));
    assertThat(items).extracting(ActionItem::owner).containsExactly("Anna", "Игорь", "Андрей");
    assertThat(items)
        .extracting(ActionItem::title)
        .containsExactly("Подготовить смету", "Тесты", "Купить диски");
  }

  @Test
  void standsNamesThatLookLikePatternsAndLongTexts() {
    assertThat(
            ActionItems.of(
                List.of(new Utterance("a.*(", "TODO: " + "write ".repeat(5_000))),
                DAY,
                List.of("a.*(", "\\E")))
        .first()
        .satisfies(item -> assertThat(item.title()).hasSizeLessThanOrEqualTo(200));
    assertThat(ActionItems.of(List.of(new Utterance("x", "")), DAY, List.of())).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "also ",
        "Anna, ",
        " ",
        "— ",
        "a",
        "(",
        "so then ",
        "я ",
        "1. ",
        "**",
        "- [ ] x y\n",
        "x?",
        "Анна и "
      })
  void standsWhateverIsRepeated(String part) {
    for (String before : List.of("", "TODO: ", "Anna will ", "I'll ")) {
      assertThat(items(before + part.repeat(20_000 / part.length()))).hasSizeLessThanOrEqualTo(50);
    }
  }
}
