package dev.consilium.tools.councils.items;

import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** The items found so far, each once; what is said again fills in what was left open. */
final class Found {
  /** Of one protocol. */
  private static final int MOST = 50;

  private final List<ActionItem> items = new ArrayList<>();
  private int mentions;
  private int last;

  List<ActionItem> items() {
    return List.copyOf(items);
  }

  /** How often something was added, said before or not. */
  int mentions() {
    return mentions;
  }

  /** The number of the item mentioned last; 0 if there is none. */
  int last() {
    return last;
  }

  /** Takes an item in and tells its number; 0 where there are too many. */
  int add(ActionItem item) {
    mentions++;
    Set<String> words = Wording.words(item.title());
    for (int i = 0; i < items.size(); i++) {
      if (Wording.same(words, Wording.words(items.get(i).title()))) {
        last = i + 1;
        items.set(i, both(items.get(i), item));
        return last;
      }
    }
    if (items.size() == MOST) {
      return 0;
    }
    items.add(item);
    last = items.size();
    items.set(last - 1, both(item, item));
    return last;
  }

  /** Adds what a line of its own tells of the last item: "Owner: Anna". */
  void complete(@Nullable String owner, @Nullable LocalDate due, @Nullable Integer priority) {
    if (last > 0 && (owner != null || due != null || priority != null)) {
      ActionItem item = items.get(last - 1);
      items.set(
          last - 1,
          both(item, new ActionItem(item.title(), owner, due, priority, item.type(), List.of())));
    }
  }

  private ActionItem both(ActionItem known, ActionItem said) {
    Set<Integer> after = new TreeSet<>(known.after());
    after.addAll(said.after());
    after.removeIf(number -> number < 1 || number >= last);
    return new ActionItem(
        known.title(),
        known.owner() == null ? said.owner() : known.owner(),
        known.due() == null ? said.due() : known.due(),
        known.priority() == null ? said.priority() : known.priority(),
        known.type() == null ? said.type() : known.type(),
        List.copyOf(after));
  }
}
