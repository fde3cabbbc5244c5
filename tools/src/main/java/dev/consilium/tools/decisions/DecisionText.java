package dev.consilium.tools.decisions;

import dev.consilium.memory.decisions.Alternative;
import dev.consilium.memory.decisions.Decision;
import dev.consilium.memory.decisions.Draft;
import dev.consilium.memory.decisions.Link;
import dev.consilium.memory.decisions.LinkKind;
import dev.consilium.memory.decisions.Recorded;
import dev.consilium.schemas.json.Names;
import java.util.List;

/** Decisions in words. */
public final class DecisionText {
  private DecisionText() {}

  /** How this decision stands to the other. */
  static String kind(Link link) {
    return link.kind() == LinkKind.SUPERSEDES && link.reverse()
        ? "superseded_by"
        : Names.of(link.kind());
  }

  static String recorded(Recorded recorded, String handed) {
    StringBuilder text = new StringBuilder(line(recorded.decision()));
    if (!recorded.missing().isEmpty()) {
      text.append("\nIt lacks: ").append(String.join("; ", recorded.missing()));
    }
    if (!handed.isEmpty()) {
      text.append('\n').append(handed);
    }
    for (Recorded.Warning warning : recorded.warnings()) {
      text.append("\nWarning: ").append(warning.decision()).append(" (").append(warning.title());
      text.append(": ").append(warning.choice()).append(") ").append(warning.why());
      text.append(". Name it in supersedes, relates or conflicts.");
    }
    return text.toString();
  }

  /** One line: what was chosen, and what was not. */
  public static String line(Decision decision) {
    Draft draft = decision.draft();
    StringBuilder text = new StringBuilder(decision.id()).append(' ');
    text.append(Names.of(decision.status())).append(": ").append(draft.title());
    if (!draft.choice().isEmpty()) {
      text.append(" → ").append(draft.choice());
    }
    List<String> rejected =
        draft.alternatives().stream()
            .map(Alternative::name)
            .filter(name -> !name.equals(draft.choice()))
            .toList();
    if (!rejected.isEmpty()) {
      text.append(" (not ").append(String.join(", ", rejected)).append(')');
    }
    if (!draft.files().isEmpty()) {
      text.append(" [").append(String.join(", ", draft.files())).append(']');
    }
    for (Link link : decision.links()) {
      text.append(", ").append(kind(link)).append(' ').append(link.decision());
    }
    return text.toString();
  }
}
