package dev.consilium.bench;

import java.io.PrintStream;
import java.util.Collections;
import java.util.List;

/** Rows of Markdown, as they come. */
final class Table {
  private final PrintStream out;

  Table(PrintStream out, String... titles) {
    this.out = out;
    row(List.of(titles));
    row(Collections.nCopies(titles.length, "---"));
  }

  void row(String... cells) {
    row(List.of(cells));
  }

  private void row(List<String> cells) {
    out.println("| " + String.join(" | ", cells) + " |");
    out.flush();
  }
}
