package dev.consilium.memory.decisions;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * What a project asks of a decision before it is accepted.
 *
 * @param risks how many risks have to be named
 * @param riskCost whether each risk has to say what it would cost
 * @param participants who has to have taken part
 * @param rounds after so many rounds without consensus a council escalates
 * @param escalate a decision that misses something is kept as proposed and brought before a person,
 *     instead of being refused
 * @param owner who gets the task of deciding then
 */
public record DecisionPolicy(
    int minAlternatives,
    boolean rationale,
    int risks,
    boolean riskCost,
    List<String> participants,
    int rounds,
    boolean escalate,
    @Nullable String owner) {
  public static final DecisionPolicy DEFAULT =
      new DecisionPolicy(0, false, 0, false, List.of(), 3, false, null);

  public DecisionPolicy {
    participants = List.copyOf(participants);
  }

  /** What the draft lacks, each with what would do. */
  public List<String> missing(Draft draft) {
    List<String> missing = new ArrayList<>();
    if (draft.choice().isBlank()) {
      missing.add("choice: name the alternative that was chosen");
    }
    if (draft.alternatives().size() < minAlternatives) {
      missing.add(
          "alternatives: %d of at least %d"
              .formatted(draft.alternatives().size(), minAlternatives));
    }
    if (rationale && draft.rationale().isBlank()) {
      missing.add("rationale: say why the choice was made");
    }
    if (draft.risks().size() < risks) {
      missing.add("risks: %d of at least %d".formatted(draft.risks().size(), risks));
    }
    if (riskCost) {
      for (int i = 0; i < draft.risks().size(); i++) {
        String cost = draft.risks().get(i).cost();
        if (cost == null || cost.isBlank()) {
          missing.add("risks[" + i + "].cost: say what it would cost");
        }
      }
    }
    for (String needed : participants) {
      if (draft.participants().stream().noneMatch(who -> same(who, needed))) {
        missing.add("participants: " + needed + " has to take part");
      }
    }
    return missing;
  }

  private static boolean same(String who, String needed) {
    return who.strip().toLowerCase(Locale.ROOT).equals(needed.strip().toLowerCase(Locale.ROOT));
  }
}
