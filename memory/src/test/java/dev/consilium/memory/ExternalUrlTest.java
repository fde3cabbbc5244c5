package dev.consilium.memory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

class ExternalUrlTest {
  @Test
  void readsWhatPeoplePaste() {
    ExternalUrl url =
        ExternalUrl.parse("postgres://ann:p%40ss+1@db.example:6543/work?sslmode=require");

    assertThat(url.jdbcUrl()).isEqualTo("jdbc:postgresql://db.example:6543/work?sslmode=require");
    assertThat(url.user()).isEqualTo("ann");
    assertThat(url.password()).isEqualTo("p@ss+1");
  }

  @Test
  void leavesJdbcUrlsToTheDriver() {
    String text = "jdbc:postgresql://localhost/work?user=ann&ssl=true";

    assertThat(ExternalUrl.parse(text)).isEqualTo(new ExternalUrl(text, null, null));
  }

  @Test
  void neverShowsThePassword() {
    assertThat(ExternalUrl.parse("postgresql://ann:secret@h/d").toString())
        .doesNotContain("secret");
    assertThatThrownBy(() -> ExternalUrl.parse("mysql://ann:secret@h/d"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageNotContaining("secret");
    assertThatThrownBy(() -> ExternalUrl.parse("postgres://ann:sec ret@h/d"))
        .hasMessageNotContaining("sec ret")
        .hasNoCause();
  }
}
