package dev.consilium.schemas.json;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.NullMarked;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.node.ObjectNode;

@NullMarked
class RecordTypeTest {
  enum Color {
    RED,
    DARK_BLUE
  }

  record Inner(String name) {}

  record Outer(
      @Field(value = "Says who", min = 1, max = 5) String displayName,
      @Field(min = 0, max = 10) int count,
      @Nullable Double ratio,
      @Nullable Boolean flag,
      @Nullable Color color,
      @Nullable Instant due,
      @Field(max = 2) @Nullable List<Inner> items,
      @Nullable ObjectNode free) {}

  private final RecordType<Outer> type = RecordType.of(Outer.class);

  private Outer bind(String json) {
    return type.bind((ObjectNode) Json.MAPPER.readTree(json));
  }

  @Test
  void schemaNamesTypesBoundsAndWhatIsRequired() {
    assertThat(type.schema().toString())
        .isEqualTo(
            "{\"type\":\"object\",\"properties\":{"
                + "\"display_name\":{\"type\":\"string\",\"minLength\":1,\"maxLength\":5,"
                + "\"description\":\"Says who\"},"
                + "\"count\":{\"type\":\"integer\",\"minimum\":0,\"maximum\":10},"
                + "\"ratio\":{\"type\":\"number\"},\"flag\":{\"type\":\"boolean\"},"
                + "\"color\":{\"enum\":[\"red\",\"dark_blue\"]},"
                + "\"due\":{\"type\":\"string\",\"format\":\"date-time\"},"
                + "\"items\":{\"type\":\"array\",\"items\":{\"type\":\"object\",\"properties\":"
                + "{\"name\":{\"type\":\"string\"}},\"required\":[\"name\"]},\"maxItems\":2},"
                + "\"free\":{\"type\":\"object\"}},\"required\":[\"display_name\",\"count\"]}");
  }

  @Test
  void bindsEveryKindOfValue() {
    Outer bound =
        bind(
            """
            {"display_name":"Анна","count":3,"ratio":0.5,"flag":true,"color":"dark_blue",
             "due":"2026-12-05","items":[{"name":"a"}],"free":{"x":[1]}}\
            """);
    assertThat(bound.displayName()).isEqualTo("Анна");
    assertThat(bound.count()).isEqualTo(3);
    assertThat(bound.ratio()).isEqualTo(0.5);
    assertThat(bound.color()).isEqualTo(Color.DARK_BLUE);
    assertThat(bound.due()).isEqualTo(Instant.parse("2026-12-05T00:00:00Z"));
    assertThat(bound.items()).containsExactly(new Inner("a"));
  }

  @Test
  void objectsAndArraysMayComeAsStrings() {
    Outer bound =
        bind("{\"display_name\":\"a\",\"count\":1,\"items\":\"[{\\\"name\\\":\\\"b\\\"}]\"}");
    assertThat(bound.items()).containsExactly(new Inner("b"));
  }

  @Test
  void absentAndNullMeanTheSame() {
    assertThat(bind("{\"display_name\":\"a\",\"count\":1,\"ratio\":null}"))
        .isEqualTo(bind("{\"display_name\":\"a\",\"count\":1}"));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "{'count':1} | display_name is required: a string",
        "{'display_name':'abcdef','count':1} | display_name: expected a string of 1 to 5 characters",
        "{'display_name':'a','count':11} | count: expected an integer 0 to 10, got 11.",
        "{'display_name':'a','count':1.5} | count: expected an integer, got 1.5.",
        "{'display_name':'a','count':'1'} | count: expected an integer",
        "{'display_name':'a','count':1,'color':'rde'} | expected one of red, dark_blue, got \"rde\". Did you mean \"red\"?",
        "{'display_name':'a','count':1,'due':'soon'} | due: expected an ISO-8601 time",
        "{'display_name':'a','count':1,'items':[{}]} | items[0].name is required: a string",
        "{'display_name':'a','count':1,'items':[1]} | items[0]: expected an object",
        "{'display_name':'a','count':1,'items':[{'name':'a'},{'name':'b'},{'name':'c'}]} | items: expected an array of at most 2 items",
        "{'displayname':'a','count':1} | displayname is unknown. Did you mean \"display_name\"?"
      })
  void namesTheFieldAndWhatWasExpected(String json, String problem) {
    assertThatThrownBy(() -> bind(json.replace('\'', '"')))
        .isInstanceOf(BindException.class)
        .hasMessageContaining(problem);
  }
}
