package dev.consilium.tools.notion;

import dev.consilium.schemas.json.Json;
import dev.consilium.schemas.json.Names;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** A data source as it is, and how our properties stand in it. */
final class Table {
  private static final int OPTION = 100;
  private static final int OPTIONS = 100;

  private record Column(String name, String type, List<String> options) {}

  private final Source source;
  private final String id;
  private final String title;
  private final Mapping mapping;
  private final Map<Property, Column> columns = new EnumMap<>(Property.class);
  private final List<String> problems = new ArrayList<>();
  private final List<String> leftOut = new ArrayList<>();

  private Table(Source source, String id, String title, Mapping mapping) {
    this.source = source;
    this.id = id;
    this.title = title;
    this.mapping = mapping;
  }

  /**
   * Fits the mapping to what Notion says of a data source.
   *
   * @param values what an option has to exist for, where Notion makes none by itself
   */
  static Table of(
      Source source, JsonNode told, Mapping mapping, Map<Property, List<String>> values) {
    Table table =
        new Table(source, told.path("id").asString(""), plain(told.path("title")), mapping);
    for (Property property : Property.values()) {
      if (property.source() == source) {
        table.fit(property, told.path("properties"), values.getOrDefault(property, List.of()));
      }
    }
    return table;
  }

  private void fit(Property property, JsonNode told, List<String> values) {
    String name = mapping.name(property);
    if (name.isEmpty()) {
      return;
    }
    JsonNode found = property.types().contains("title") ? title(told, name) : told.get(name);
    if (found == null) {
      if (property.isRequired() || mapping.names(property)) {
        problems.add(
            "%s: the data source has no property \"%s\" (%s).%s It has %s."
                .formatted(
                    property.key(),
                    name,
                    String.join(" or ", property.types()),
                    Names.didYouMean(name, told.propertyNames()),
                    shown(told)));
      } else {
        leftOut.add(property.key());
      }
      return;
    }
    String type = found.path("type").asString("");
    if (!property.types().contains(type)) {
      problems.add(
          "%s: the property \"%s\" is of type %s; expected %s."
              .formatted(property.key(), name, type, String.join(" or ", property.types())));
      return;
    }
    Column column = new Column(found.path("name").asString(name), type, options(found.path(type)));
    columns.put(property, column);
    if (type.equals("status")) {
      checkOptions(property, column, values);
    }
  }

  /** The title is there under some name: the usual one need not be its. */
  private @Nullable JsonNode title(JsonNode told, String name) {
    if (mapping.names(Property.TITLE) || told.has(name)) {
      return told.get(name);
    }
    return told.valueStream()
        .filter(one -> one.path("type").asString("").equals("title"))
        .findFirst()
        .orElse(null);
  }

  private void checkOptions(Property property, Column column, List<String> values) {
    List<String> missing =
        values.stream()
            .filter(value -> !mapping.option(property, value).isEmpty())
            .filter(value -> option(property, column, value) == null)
            .toList();
    if (!missing.isEmpty()) {
      problems.add(
          "%s: the property \"%s\" is of type status and has no option for %s; it has %s. Name them in notion_mapping, such as %s.%s=%s, or make the property a select."
              .formatted(
                  property.key(),
                  column.name(),
                  String.join(", ", missing),
                  String.join(", ", column.options()),
                  property.key(),
                  missing.getFirst(),
                  column.options().isEmpty() ? "…" : column.options().getFirst()));
    }
  }

  private static String shown(JsonNode told) {
    return String.join(
        ", ",
        told.propertyStream()
            .limit(30)
            .map(e -> "\"" + e.getKey() + "\" (" + e.getValue().path("type").asString("") + ")")
            .toList());
  }

  private static List<String> options(JsonNode configuration) {
    return configuration
        .path("options")
        .valueStream()
        .map(option -> option.path("name").asString(""))
        .toList();
  }

  static String plain(JsonNode richText) {
    StringBuilder text = new StringBuilder();
    richText.forEach(piece -> text.append(piece.path("plain_text").asString("")));
    return text.toString();
  }

  Source source() {
    return source;
  }

  String id() {
    return id;
  }

  String title() {
    return title;
  }

  /** What keeps us from writing; each names the property and what is expected. */
  List<String> problems() {
    return List.copyOf(problems);
  }

  /** What nobody asked for by name and the data source does not have. */
  List<String> leftOut() {
    return List.copyOf(leftOut);
  }

  /** The values as Notion takes them; what has no column is left out. */
  ObjectNode properties(Map<Property, Value> values) {
    ObjectNode properties = Json.MAPPER.createObjectNode();
    values.forEach((property, value) -> {
      Column column = columns.get(property);
      if (column != null) {
        properties.set(column.name(), render(property, column, value));
      }
    });
    return properties;
  }

  private ObjectNode render(Property property, Column column, Value value) {
    ObjectNode json = Json.MAPPER.createObjectNode();
    String type = column.type();
    switch (type) {
      case "title", "rich_text" -> json.set(type, richText(value));
      case "number" -> json.put(type, value instanceof Value.Amount(int number) ? number : null);
      case "url" -> json.put(type, value instanceof Value.Link link ? link.url() : null);
      case "date" -> {
        String time = value instanceof Value.Time moment ? moment.text() : null;
        if (time == null) {
          json.putNull(type);
        } else {
          json.putObject(type).put("start", time);
        }
      }
      case "relation" -> {
        ArrayNode related = json.putArray(type);
        if (value instanceof Value.Link link) {
          related.addObject().put("id", link.pageId());
        }
      }
      case "multi_select" -> {
        ArrayNode options = json.putArray(type);
        texts(value).stream()
            .map(Table::optionName)
            .filter(name -> !name.isEmpty())
            .distinct()
            .limit(OPTIONS)
            .forEach(name -> options.addObject().put("name", name));
      }
      default -> {
        String option = option(property, column, plainText(value));
        if (option == null || option.isEmpty()) {
          json.putNull(type);
        } else {
          json.putObject(type).put("name", option);
        }
      }
    }
    return json;
  }

  private static ArrayNode richText(Value value) {
    return value instanceof Value.Link link
        ? RichText.linked(link.text(), link.url())
        : RichText.of(plainText(value));
  }

  private static List<String> texts(Value value) {
    return value instanceof Value.Texts(List<String> texts) ? texts : List.of(plainText(value));
  }

  private static String plainText(Value value) {
    return switch (value) {
      case Value.Text(String text) -> text;
      case Value.Texts(List<String> texts) -> String.join(", ", texts);
      case Value.Amount(int number) -> Integer.toString(number);
      case Value.Time time -> Objects.requireNonNullElse(time.text(), "");
      case Value.Link link -> link.url();
    };
  }

  /** The option that says this; null where there is none and Notion makes none. */
  private @Nullable String option(Property property, Column column, String value) {
    String wanted = optionName(mapping.option(property, value));
    return column.options().stream()
        .filter(option -> fold(option).equals(fold(wanted)))
        .findFirst()
        .orElse(column.type().equals("status") ? null : wanted);
  }

  private static String fold(String option) {
    return option.strip().toLowerCase(Locale.ROOT).replace('_', ' ');
  }

  /** Options have no commas. */
  private static String optionName(String text) {
    String clean = text.replace(',', ';').strip();
    return clean.isEmpty() ? clean : RichText.split(clean, OPTION).getFirst();
  }

  /** That a property says exactly this. */
  ObjectNode equalTo(Property property, Value value) {
    Column column = Objects.requireNonNull(columns.get(property));
    ObjectNode filter = Json.MAPPER.createObjectNode().put("property", column.name());
    String text = plainText(value);
    boolean select = column.type().equals("select");
    filter
        .putObject(column.type())
        .put("equals", select ? Objects.requireNonNull(option(property, column, text)) : text);
    return filter;
  }

  /** What a page says in a property of text. */
  String text(JsonNode page, Property property) {
    Column column = Objects.requireNonNull(columns.get(property));
    JsonNode value = page.path("properties").path(column.name());
    return column.type().equals("select")
        ? value.path("select").path("name").asString("")
        : plain(value.path(column.type()));
  }
}
