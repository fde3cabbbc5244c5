package dev.consilium.tools.models;

import dev.consilium.schemas.json.Assignments;
import java.math.BigDecimal;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * The language models that the host may ask.
 *
 * @param url OpenAI-compatible API
 * @param models the first is asked; the next, when that one does not answer
 * @param prices by model; of others nothing is known
 */
public record ModelConfig(
    Optional<URI> url,
    Optional<String> apiKey,
    List<Place> models,
    Limits limits,
    Map<String, Price> prices) {
  /** A model, and where it is if not at the configured API. */
  public record Place(String model, Optional<URI> url) {}

  /** Of a million tokens. */
  public record Price(BigDecimal input, BigDecimal output) {
    private static final BigDecimal MILLION = BigDecimal.valueOf(1_000_000);

    BigDecimal of(int inputTokens, int outputTokens) {
      return input
          .multiply(BigDecimal.valueOf(inputTokens))
          .add(output.multiply(BigDecimal.valueOf(outputTokens)))
          .divide(MILLION);
    }
  }

  /**
   * What may be used.
   *
   * @param deadline of one question to one model, its retries included
   * @param retries of a question that was not answered
   * @param answerTokens of one answer
   * @param tokens of one council
   * @param cost of one council, in the currency of the prices; 0 for no limit
   * @param councils at once on this node
   * @param lease of a council: when this node dies, another one goes on so much later
   */
  public record Limits(
      Duration deadline,
      int retries,
      int answerTokens,
      int tokens,
      BigDecimal cost,
      int councils,
      Duration lease) {
    public static final Limits DEFAULT =
        new Limits(
            Duration.ofMinutes(2), 2, 2_000, 300_000, BigDecimal.ZERO, 4, Duration.ofSeconds(15));
  }

  public static final ModelConfig NONE =
      new ModelConfig(Optional.empty(), Optional.empty(), List.of(), Limits.DEFAULT, Map.of());

  private static final Pattern NUMBER = Pattern.compile("\\d{1,8}(\\.\\d{1,6})?");
  private static final Pattern PRICE =
      Pattern.compile("(\\S+)=(\\d{1,6}(?:\\.\\d+)?)/(\\d{1,6}(?:\\.\\d+)?)");

  public ModelConfig {
    models = List.copyOf(models);
    prices = Map.copyOf(prices);
  }

  /**
   * Reads {@code gpt-5-mini,qwen3@http://127.0.0.1:11434/v1}.
   *
   * @throws IllegalArgumentException that says what is wrong
   */
  public static List<Place> parseModels(String text) {
    List<Place> places = new ArrayList<>();
    for (String part : text.split(",", -1)) {
      if (!part.isBlank()) {
        places.add(place(part.strip()));
      }
    }
    return places;
  }

  private static Place place(String part) {
    int at = part.indexOf("@http");
    if (at < 0) {
      return new Place(part, Optional.empty());
    }
    URI url = URI.create(part.substring(at + 1));
    if (at == 0 || url.getHost() == null) {
      throw new IllegalArgumentException(
          "expected MODEL or MODEL@ADDRESS such as qwen3@http://127.0.0.1:11434/v1, got \""
              + part
              + "\".");
    }
    return new Place(part.substring(0, at), Optional.of(url));
  }

  /**
   * Reads {@code deadline_seconds=60,cost=1.50}; what is not named stays as it is by default.
   *
   * @throws IllegalArgumentException that says what is wrong
   */
  public static Limits parseLimits(String text) {
    Limits defaults = Limits.DEFAULT;
    Map<String, BigDecimal> values = new LinkedHashMap<>();
    values.put("deadline_seconds", BigDecimal.valueOf(defaults.deadline().toSeconds()));
    values.put("retries", BigDecimal.valueOf(defaults.retries()));
    values.put("answer_tokens", BigDecimal.valueOf(defaults.answerTokens()));
    values.put("tokens", BigDecimal.valueOf(defaults.tokens()));
    values.put("cost", defaults.cost());
    values.put("councils", BigDecimal.valueOf(defaults.councils()));
    values.put("lease_seconds", BigDecimal.valueOf(defaults.lease().toSeconds()));
    Assignments.parse(text, values.keySet(), NUMBER, "NUMBER")
        .forEach((name, number) -> values.put(name, number(name, number)));
    List<BigDecimal> v = List.copyOf(values.values());
    return new Limits(
        Duration.ofSeconds(v.get(0).longValue()),
        v.get(1).intValue(),
        v.get(2).intValue(),
        v.get(3).intValue(),
        v.get(4),
        v.get(5).intValue(),
        Duration.ofSeconds(v.get(6).longValue()));
  }

  private static BigDecimal number(String name, String text) {
    BigDecimal number = new BigDecimal(text);
    boolean mayBeNothing = name.equals("retries") || name.equals("cost");
    if (!name.equals("cost") && number.stripTrailingZeros().scale() > 0) {
      throw new IllegalArgumentException(name + " must be a whole number, got " + text + ".");
    }
    if (number.signum() == 0 && !mayBeNothing) {
      throw new IllegalArgumentException(name + " must be at least 1, got 0.");
    }
    return number;
  }

  /**
   * Reads {@code gpt-5-mini=0.25/2}: a million tokens of input, and of output.
   *
   * @throws IllegalArgumentException that says what is wrong
   */
  public static Map<String, Price> parsePrices(String text) {
    Map<String, Price> prices = new LinkedHashMap<>();
    for (String part : text.split(",", -1)) {
      if (part.isBlank()) {
        continue;
      }
      var price = PRICE.matcher(part.strip());
      if (!price.matches()) {
        throw new IllegalArgumentException(
            "expected MODEL=INPUT/OUTPUT, the prices of a million tokens, such as"
                + " gpt-5-mini=0.25/2, got \""
                + part.strip()
                + "\".");
      }
      prices.put(
          price.group(1),
          new Price(new BigDecimal(price.group(2)), new BigDecimal(price.group(3))));
    }
    return prices;
  }

  /** Leaves the key out. */
  @Override
  public String toString() {
    return "ModelConfig[url=" + url + ", models=" + models + "]";
  }
}
