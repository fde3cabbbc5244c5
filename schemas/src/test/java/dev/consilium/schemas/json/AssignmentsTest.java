package dev.consilium.schemas.json;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class AssignmentsTest {
  private static List<Integer> read(String text) {
    Map<String, Integer> defaults = new LinkedHashMap<>();
    defaults.put("warm", 2);
    defaults.put("rate", 3);
    return Assignments.numbers(text, defaults, name -> name.equals("warm") ? 0 : 1, 100);
  }

  @Test
  void whatIsNotNamedStaysInItsPlace() {
    assertThat(read("")).containsExactly(2, 3);
    assertThat(read(" rate = 100 ,")).containsExactly(2, 100);
    assertThat(read("rate=7,warm=0,rate=8")).containsExactly(0, 8);
  }

  @ParameterizedTest
  @CsvSource({
    "rate=0, 'rate must be from 1 to 100, got 0.'",
    "warm=101, 'warm must be from 0 to 100, got 101.'",
    "rat=1, 'expected NAME=NUMBER with a name of warm, rate, got \"rat=1\". Did you mean \"rate\"?'",
    "rate=-1, 'expected NAME=NUMBER with a name of warm, rate, got \"rate=-1\".'",
    "rate=123456789, 'expected NAME=NUMBER with a name of warm, rate, got \"rate=123456789\".'",
    "rate, 'expected NAME=NUMBER with a name of warm, rate, got \"rate\".'",
  })
  void whatCannotBeUsedIsToldWithWhatCan(String text, String message) {
    assertThatThrownBy(() -> read(text))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageStartingWith(message);
  }
}
