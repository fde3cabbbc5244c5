package dev.consilium.tools.councils;

import dev.consilium.tools.councils.CouncilConclude.Item;
import java.util.List;

/**
 * What follows of a council.
 *
 * @param open for each item the open task that says it already, or an empty text
 */
record Plan(List<Item> items, List<String> open) {
  Plan {
    items = List.copyOf(items);
    open = List.copyOf(open);
  }
}
