package dev.consilium.tools;

import dev.consilium.schemas.json.Names;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;

/** The tool sets a client wants listed. Any other tool can still be called. */
public record ToolSelection(Set<ToolSet> sets) {
  public static final ToolSelection DEFAULT =
      new ToolSelection(
          EnumSet.copyOf(Arrays.stream(ToolSet.values()).filter(ToolSet::isDefault).toList()));
  public static final ToolSelection ALL = new ToolSelection(EnumSet.allOf(ToolSet.class));

  public ToolSelection {
    sets = Set.copyOf(sets);
  }

  /**
   * Reads {@code all}, {@code default}, or names of sets separated by commas.
   *
   * @throws IllegalArgumentException that names the unknown set and the known ones
   */
  public static ToolSelection parse(String text) {
    EnumSet<ToolSet> sets = EnumSet.noneOf(ToolSet.class);
    for (String part : text.split(",", -1)) {
      String name = part.strip();
      switch (name) {
        case "" -> {}
        case "all" -> sets.addAll(ALL.sets);
        case "default" -> sets.addAll(DEFAULT.sets);
        default -> sets.add(named(name));
      }
    }
    return sets.isEmpty() ? DEFAULT : new ToolSelection(sets);
  }

  private static ToolSet named(String name) {
    for (ToolSet set : ToolSet.values()) {
      if (Names.of(set).equals(name)) {
        return set;
      }
    }
    List<String> names = Arrays.stream(ToolSet.values()).map(Names::of).toList();
    throw new IllegalArgumentException(
        "There is no tool set \""
            + (name.length() > 40 ? name.substring(0, 40) + "…" : name)
            + "\"."
            + Names.didYouMean(name, names)
            + " Known: default, all, "
            + String.join(", ", names)
            + ".");
  }
}
