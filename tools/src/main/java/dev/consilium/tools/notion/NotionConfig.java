package dev.consilium.tools.notion;

import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Where decisions go in Notion, and how they are written there.
 *
 * @param token of the integration
 * @param decisions data source of the decision log
 * @param tasks data source of the tasks; without it they are only listed on the page of the
 *     decision
 */
public record NotionConfig(
    URI url,
    Optional<String> token,
    Optional<String> decisions,
    Optional<String> tasks,
    Mapping mapping,
    NotionLimits limits) {
  public static final String URL = "https://api.notion.com";
  public static final NotionConfig OFF =
      new NotionConfig(
          URI.create(URL),
          Optional.empty(),
          Optional.empty(),
          Optional.empty(),
          Mapping.DEFAULT,
          NotionLimits.DEFAULT);

  private static final Pattern ID =
      Pattern.compile("([0-9a-f]{8})-?([0-9a-f]{4})-?([0-9a-f]{4})-?([0-9a-f]{4})-?([0-9a-f]{12})");

  /**
   * The token as it can stand in a header.
   *
   * @throws IllegalArgumentException that does not show it
   */
  public static String token(String text) {
    if (!text.matches("[\\x21-\\x7e]{0,500}")) {
      throw new IllegalArgumentException(
          "expected a token of an integration, of letters, digits and signs without spaces.");
    }
    return text;
  }

  /**
   * The id in a text that is one, or an address that ends in one; empty for an empty text.
   *
   * @throws IllegalArgumentException that says what is expected
   */
  public static Optional<String> dataSource(String text) {
    if (text.isBlank()) {
      return Optional.empty();
    }
    Matcher id = ID.matcher(text.strip().toLowerCase(Locale.ROOT));
    if (!id.find()) {
      throw new IllegalArgumentException(
          "expected the id of a data source (in Notion: ••• of the database, Manage data sources,"
              + " Copy data source ID), got \""
              + text.strip()
              + "\".");
    }
    return Optional.of(
        String.join("-", id.group(1), id.group(2), id.group(3), id.group(4), id.group(5)));
  }

  /** Whether anything can be asked of Notion. */
  public boolean canRead() {
    return token.isPresent();
  }

  /** Whether anything can be written. */
  public boolean canWrite() {
    return missing().isEmpty();
  }

  /** The settings that exports need and that are not there. */
  public List<String> missing() {
    List<String> missing = new ArrayList<>();
    if (token.isEmpty()) {
      missing.add("notion_token");
    }
    if (decisions.isEmpty()) {
      missing.add("notion_decisions");
    }
    return missing;
  }

  /** What of it changes what is written, and where. */
  String fingerprint() {
    return decisions.orElse("") + " " + tasks.orElse("") + " " + mapping;
  }

  /** Leaves the token out. */
  @Override
  public String toString() {
    return "NotionConfig[url=" + url + ", decisions=" + decisions + ", tasks=" + tasks + "]";
  }
}
