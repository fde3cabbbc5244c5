package dev.consilium.tools;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a call came to.
 *
 * @param content its text is complete in itself: many clients show their model nothing else
 */
public record ToolAnswer<R extends Record>(List<Content> content, @Nullable R structured) {
  public ToolAnswer(String text, @Nullable R structured) {
    this(List.of(new Content.Text(text)), structured);
  }
}
