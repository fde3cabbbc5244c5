package dev.consilium.tools.notion;

import static org.assertj.core.api.Assertions.assertThat;

import dev.consilium.schemas.json.Json;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.node.ObjectNode;

class TableTest {
  private static final String COLUMNS =
      """
      {"id": "s", "title": [{"plain_text": "Log"}], "properties": {
        "Решение": {"name": "Решение", "type": "title", "title": {}},
        "Meeting ID": {"name": "Meeting ID", "type": "rich_text", "rich_text": {}},
        "Project": {"name": "Project", "type": "select", "select": {"options": [{"name": "Shop"}]}},
        "Status": {"name": "Status", "type": "status",
          "status": {"options": [{"name": "Accepted"}, {"name": "Идея"}]}},
        "Date": {"name": "Date", "type": "date", "date": {}},
        "Tags": {"name": "Tags", "type": "multi_select", "multi_select": {"options": []}},
        "Choice": {"name": "Choice", "type": "number", "number": {}}}}
      """;

  private static Table table(String mapping) {
    return Table.of(
        Source.DECISIONS,
        Json.MAPPER.readTree(COLUMNS),
        Mapping.parse(mapping),
        Map.of(Property.STATUS, List.of("proposed", "accepted")));
  }

  @Test
  void problemsNameThePropertyAndWhatIsExpected() {
    assertThat(table("tags=Метки").problems())
        .satisfiesExactlyInAnyOrder(
            status ->
                assertThat(status)
                    .contains("\"Status\"", "no option for proposed;", "Accepted, Идея"),
            choice ->
                assertThat(choice).contains("\"Choice\" is of type number; expected rich_text"),
            tags -> assertThat(tags).contains("\"Метки\" (multi_select or rich_text)", "\"Tags\""));
  }

  @Test
  void whatNobodyNamedIsLeftOut() {
    Table table = table("choice=,status.proposed=Идея");

    assertThat(table.problems()).isEmpty();
    assertThat(table.leftOut()).containsExactly("participants", "decision_id");
  }

  @Test
  void valuesTakeTheShapeOfTheirColumns() {
    Table table = table("choice=,status.proposed=Идея");
    ObjectNode properties =
        table.properties(
            Map.of(
                Property.TITLE, new Value.Text("T"),
                Property.PROJECT, new Value.Text("shop"),
                Property.STATUS, new Value.Text("proposed"),
                Property.DATE, new Value.Time(Instant.parse("2026-12-05T23:59:59Z")),
                Property.TAGS, new Value.Texts(List.of("a, b", "", "c", "c")),
                Property.PARTICIPANTS, new Value.Texts(List.of("x"))));

    assertThat(properties)
        .isEqualTo(
            Json.MAPPER.readTree(
                """
                {"Решение": {"title": [{"type": "text", "text": {"content": "T"}}]},
                 "Project": {"select": {"name": "Shop"}},
                 "Status": {"status": {"name": "Идея"}},
                 "Date": {"date": {"start": "2026-12-05"}},
                 "Tags": {"multi_select": [{"name": "a; b"}, {"name": "c"}]}}
                """));
  }

  @Test
  void nothingIsWrittenAsNothing() {
    ObjectNode properties =
        table("choice=,status.proposed=Идея")
            .properties(
                Map.of(
                    Property.DATE, new Value.Time(null),
                    Property.MEETING_ID, Value.Text.of(null),
                    Property.PROJECT, Value.Text.of(null)));

    assertThat(properties.toString())
        .contains("\"Date\":{\"date\":null}", "\"Project\":{\"select\":null}")
        .contains("\"Meeting ID\":{\"rich_text\":[]}");
  }
}
