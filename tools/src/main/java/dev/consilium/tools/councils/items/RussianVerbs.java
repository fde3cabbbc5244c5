package dev.consilium.tools.councils.items;

import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Perfective futures ("подготовит", "подготовлю", "подготовим") and their infinitives, by endings
 * instead of a dictionary: what starts with a perfective prefix and ends like a known form is one.
 */
final class RussianVerbs {
  /**
   * Ending of the third person, of the first one, of the infinitive; the first that fits counts.
   */
  private static final List<String> FORMS =
      List.of(
          "разберет разберу разобрать",
          "подберет подберу подобрать",
          "отберет отберу отобрать",
          "сольет солью слить",
          "гонит гоню гнать",
          "возьмет возьму взять",
          "берет беру брать",
          "пишет пишу писать",
          "шлет шлю слать",
          "везет везу везти",
          "несет несу нести",
          "ведет веду вести",
          "йдет йду йти",
          "едет еду ехать",
          "кажет кажу казать",
          "ищет ищу искать",
          "примет приму принять",
          "поднимет подниму поднять",
          "снимет сниму снять",
          "займет займу занять",
          "поймет пойму понять",
          "наймет найму нанять",
          "начнет начну начать",
          "даст дам дать",
          "кроет крою крыть",
          "льет лью лить",
          "смотрит смотрю смотреть",
          "держит держу держать",
          "прочтет прочту прочесть",
          "учтет учту учесть",
          "поможет помогу помочь",
          "режет режу резать",
          "вяжет вяжу вязать",
          "зовет зову звать",
          "сотрет сотру стереть",
          "уберет уберу убрать",
          "просит прошу просить",
          "гласит глашу гласить",
          "весит вешу весить",
          "грузит гружу грузить",
          "ложит ложу ложить",
          "разит ражу разить",
          "низит нижу низить",
          "метит мечу метить",
          "платит плачу платить",
          "тратит трачу тратить",
          "катит качу катить",
          "кратит кращу кратить",
          "общит общу общить",
          "щитит щищу щитить",
          "вит влю вить",
          "пит плю пить",
          "бит блю бить",
          "мит млю мить",
          "стит щу стить",
          "дит жу дить",
          "чит чу чить",
          "шит шу шить",
          "лит лю лить",
          "рит рю рить",
          "нит ню нить",
          "оит ою оить",
          "ит ю ить",
          "нет ну нуть",
          "ует ую овать",
          "ает аю ать");

  private static final Pattern PREFIX =
      Pattern.compile(
          "(?:пере|пред|пред|под|про|при|пре|над|раз|рас|воз|вос|вз|обо|об|от|вы|до|за|из|ис|на"
              + "|по|со|с|у|о|в)\\p{L}{4,}");
  private static final Pattern BARE =
      Pattern.compile(
          "реш|куп|кин|даст|дам|верн|возьм|реализу|мигриру|мерж|скин|зал|убер|учт|найд");

  /** What is perfective of those that end in -ать and -овать; the others are mostly not. */
  private static final Pattern DONE =
      Pattern.compile(
          ".*(?:делать|.работать|[тсш]читать|узнать|думать|бросать|мотать|копать|щелкать|качать"
              + "|писать|гонять|мержать|тестировать|гласовать|низовать|ализовать|ликовать"
              + "|мировать|улировать|ентировать|грировать|.планировать|лизировать|мизировать"
              + "|тизировать|сировать|логировать|тировать|рисовать|страховать|бековать|ликать)");

  private static final Pattern NEVER =
      Pattern.compile(
          ".*(?:ходить|водить|носить|возить|видить|висить|глядить|лежить)|стоить|строить|сидить"
              + "|спорить|смотреть|ставить|следить|судить|слышить|служить|верить|варить|учить"
              + "|помнить|просить|пилить|платить|портить|править|значить|звонить|состоить"
              + "|содержать|сказать|повторить|согласить|заметить|отметить|напомнить|начать"
              + "|поддержать|признать|возразить|ответить|продолжить|послушать|подумать|увидеть"
              + "|посмотреть|обсудить|отложить|забыть|оставить|остаться|подытожить|перейти|вернуть|остановить|позволить|предложить"
              + "|проголосовать|считать|читать|думать|спать|прийти|пойти|понять|помочь|успеть"
              + "|полюбить|потерять|заболеть|опоздать|выиграть|простить|извинить|предположить");

  private static final Pattern INFINITIVE =
      Pattern.compile("(?iu)\\p{L}{2,}(?<!ос|ас)(?:ть|ти|чь)(?:ся|сь)?");
  private static final Pattern NOUN =
      Pattern.compile(
          "(?iu)(?:часть|сеть|память|речь|ночь|печать|кровать|очередь|связь|модуль|пять|шесть|девять"
              + "|десять|двадцать|мать|путь|суть|\\p{L}*ость|почти|пути|сети|части|дети|области"
              + "|\\p{L}*сти)");
  private static final Pattern IMPERATIVE =
      Pattern.compile(
          "(?iu)\\p{L}{2,}(?:ай|уй|ой|ей|[жнрзвбмлдтчшп]и|[внрлдьсшчт]ь)(?:те)?(?:сь|ся)?");

  private RussianVerbs() {}

  static boolean isInfinitive(String word) {
    boolean known =
        word.equalsIgnoreCase("нести") || word.endsWith("нести") || word.endsWith("вести");
    return known || (INFINITIVE.matcher(word).matches() && !NOUN.matcher(word).matches());
  }

  static boolean isImperative(String word) {
    return IMPERATIVE.matcher(word).matches()
        && PREFIX.matcher(word.toLowerCase(Locale.ROOT)).matches()
        && !isInfinitive(word);
  }

  /** Of "подготовит"; null of what promises nothing. */
  static @Nullable String ofThird(String word) {
    return infinitive(word, 0);
  }

  /** Of "подготовлю". */
  static @Nullable String ofFirst(String word) {
    return infinitive(word, 1);
  }

  /** Of "подготовим". */
  static @Nullable String ofPlural(String word) {
    String plain = word.replaceFirst("(?iu)те$", "");
    if (plain.endsWith("дадим")) {
      return plain.replaceFirst("дадим$", "дать");
    }
    String reflexive = plain.endsWith("ся") ? "ся" : "";
    String stem = plain.substring(0, plain.length() - reflexive.length());
    return stem.endsWith("м")
        ? infinitive(stem.substring(0, stem.length() - 1) + "т" + reflexive, 0)
        : null;
  }

  /** Of "переносит", said where it was agreed upon: any present will do. */
  static @Nullable String ofPresent(String word) {
    String done = ofThird(word);
    if (done != null || !word.matches("(?iuU)\\p{L}+[аяеёиу]т(?:ся)?")) {
      return done;
    }
    return word;
  }

  private static @Nullable String infinitive(String said, int person) {
    String word = said.toLowerCase(Locale.ROOT).replace('ё', 'е');
    String reflexive = word.endsWith("ся") || word.endsWith("сь") ? "ся" : "";
    word = word.substring(0, word.length() - reflexive.length());
    if (!PREFIX.matcher(word).matches() && !BARE.matcher(word).lookingAt()) {
      return null;
    }
    for (String form : FORMS) {
      String[] endings = form.split(" ", -1);
      if (word.endsWith(endings[person])) {
        String infinitive =
            word.substring(0, word.length() - endings[person].length()) + endings[2];
        boolean unsure = endings[2].equals("ать") || endings[2].equals("овать");
        if (NEVER.matcher(infinitive).matches()
            || (unsure && !DONE.matcher(infinitive).matches())) {
          return null;
        }
        return infinitive + (infinitive.endsWith("ти") && !reflexive.isEmpty() ? "сь" : reflexive);
      }
    }
    return null;
  }
}
