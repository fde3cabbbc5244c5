package dev.consilium.tools.notion;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class MappingTest {
  @Test
  void namesAndOptionsInAnyLanguage() {
    Mapping mapping =
        Mapping.parse("title=Решение, status.accepted = Принято,tags=,task.owner=Кто\\, когда");

    assertThat(mapping.name(Property.TITLE)).isEqualTo("Решение");
    assertThat(mapping.name(Property.STATUS)).isEqualTo("Status");
    assertThat(mapping.name(Property.TAGS)).isEmpty();
    assertThat(mapping.name(Property.TASK_OWNER)).isEqualTo("Кто, когда");
    assertThat(mapping.option(Property.STATUS, "accepted")).isEqualTo("Принято");
    assertThat(mapping.option(Property.STATUS, "rejected")).isEqualTo("rejected");
    assertThat(Mapping.parse("")).isEqualTo(Mapping.DEFAULT);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "titel=Name|Did you mean \"title\"",
        "title|PROPERTY=NAME",
        "statos.accepted=x|Known: title",
        "meeting_id=|needed to find pages again"
      })
  void whatIsWrongIsNamed(String text, String said) {
    assertThatThrownBy(() -> Mapping.parse(text))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining(said);
  }
}
