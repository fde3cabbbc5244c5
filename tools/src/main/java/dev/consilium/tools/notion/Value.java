package dev.consilium.tools.notion;

import java.time.Instant;
import java.time.LocalTime;
import java.time.ZoneOffset;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What stands in a property, whatever its type in Notion. */
sealed interface Value {
  /** Empty for nothing. */
  record Text(String text) implements Value {
    static Text of(@Nullable String text) {
      return new Text(text == null ? "" : text);
    }
  }

  record Texts(List<String> texts) implements Value {
    public Texts {
      texts = List.copyOf(texts);
    }
  }

  record Amount(int number) implements Value {}

  /** A day or a moment; null for none. */
  record Time(@Nullable Instant time) implements Value {
    private static final LocalTime END = LocalTime.of(23, 59, 59);

    /** As Notion takes it; a time at the end or the beginning of a day means the day. */
    @Nullable String text() {
      if (time == null) {
        return null;
      }
      var utc = time.atOffset(ZoneOffset.UTC);
      LocalTime clock = utc.toLocalTime().withNano(0);
      return clock.equals(END) || clock.equals(LocalTime.MIDNIGHT)
          ? utc.toLocalDate().toString()
          : utc.withNano(0).toInstant().toString();
    }
  }

  /** Another page. */
  record Link(String text, String pageId, String url) implements Value {}
}
