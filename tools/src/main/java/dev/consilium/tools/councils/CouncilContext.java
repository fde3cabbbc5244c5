package dev.consilium.tools.councils;

import dev.consilium.memory.Database;
import dev.consilium.memory.councils.Council;
import dev.consilium.memory.councils.CouncilEvent;
import dev.consilium.memory.memories.MemoryFilter;
import dev.consilium.memory.memories.MemoryHit;
import dev.consilium.tools.memories.MemoryText;
import dev.consilium.tools.memories.Tokens;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;

/** What there is to know for whoever speaks in a council, within a budget of tokens. */
record CouncilContext(int memories, String text) {
  /** Of the budget; what was said has the rest. */
  private static final double FOR_MEMORIES = 0.4;

  private static final int MEMORIES = 8;

  static CouncilContext of(Database database, Council council, int budget) {
    StringBuilder text = new StringBuilder();
    if (!council.agenda().isEmpty()) {
      text.append("Agenda: ").append(String.join("; ", council.agenda())).append('\n');
    }
    List<String> known = known(database, council, (int) (budget * FOR_MEMORIES));
    if (!known.isEmpty()) {
      text.append(MemoryText.DATA).append('\n').append(String.join("\n", known)).append('\n');
    }
    List<CouncilEvent> events = database.councils().events(council.id(), 0, Limits.EVENTS);
    text.append(said(council, events, budget - Tokens.of(text.toString())));
    return new CouncilContext(known.size(), text.toString().strip());
  }

  private static List<String> known(Database database, Council council, int budget) {
    List<MemoryHit> hits =
        database
            .memories()
            .search(council.topic(), MemoryFilter.ofProject(council.project()), null, MEMORIES)
            .hits();
    List<String> shown = new ArrayList<>();
    int used = 0;
    for (MemoryHit hit : hits) {
      String quoted = MemoryText.hit(hit);
      used += Tokens.of(quoted);
      if (used > budget) {
        break;
      }
      shown.add(quoted);
    }
    return shown;
  }

  /** The latest that fits. */
  private static String said(Council council, List<CouncilEvent> events, int budget) {
    Deque<String> shown = new ArrayDeque<>();
    int used = 0;
    for (CouncilEvent event : events.reversed()) {
      if (event.type() == CouncilEvent.Type.CHAT_MESSAGE
          || event.type() == CouncilEvent.Type.ARTIFACT) {
        String entry = CouncilText.entry(event);
        used += Tokens.of(entry);
        if (used > budget && !shown.isEmpty()) {
          shown.addFirst("… (all of it: council://" + council.id() + ")");
          break;
        }
        shown.addFirst(entry);
      }
    }
    return shown.isEmpty() ? "Nobody has spoken yet." : "Said:\n" + String.join("\n", shown);
  }
}
