package dev.consilium.tools.decisions;

import dev.consilium.memory.decisions.Alternative;
import dev.consilium.memory.decisions.Link;
import dev.consilium.memory.decisions.LinkKind;
import dev.consilium.memory.decisions.Risk;
import dev.consilium.schemas.json.Field;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Parts of a decision as callers give them. */
public final class Given {
  public record Option(
      @Field(min = 1, max = Limits.NAME) String name,
      @Field(max = Limits.TEXT) @Nullable String description,
      @Field(max = Limits.POINTS) @Nullable List<String> pros,
      @Field(max = Limits.POINTS) @Nullable List<String> cons,
      @Field(max = Limits.NAME) @Nullable String cost) {
    Alternative alternative() {
      return new Alternative(
          line(name),
          description == null || description.isBlank() ? null : description.strip(),
          list(pros).stream().map(Given::line).toList(),
          list(cons).stream().map(Given::line).toList(),
          cost == null ? null : line(cost));
    }
  }

  public record Danger(
      @Field(min = 1, max = Limits.TEXT) String description,
      Risk.@Nullable Level likelihood,
      Risk.@Nullable Level impact,
      @Field(max = Limits.NAME) @Nullable String cost,
      @Field(max = Limits.TEXT) @Nullable String mitigation) {
    Risk risk() {
      return new Risk(description, likelihood, impact, cost, mitigation);
    }
  }

  private Given() {}

  public static List<Alternative> alternatives(@Nullable List<Option> options) {
    return list(options).stream().map(Option::alternative).toList();
  }

  public static List<Risk> risks(@Nullable List<Danger> dangers) {
    return list(dangers).stream().map(Danger::risk).toList();
  }

  static List<Link> links(
      @Nullable List<String> supersedes,
      @Nullable List<String> relates,
      @Nullable List<String> conflicts) {
    List<Link> links = new ArrayList<>();
    list(supersedes).forEach(id -> links.add(new Link(LinkKind.SUPERSEDES, id, false)));
    list(relates).forEach(id -> links.add(new Link(LinkKind.RELATES, id, false)));
    list(conflicts).forEach(id -> links.add(new Link(LinkKind.CONFLICTS, id, false)));
    return links;
  }

  public static <T> List<T> list(@Nullable List<T> values) {
    return Objects.requireNonNullElse(values, List.of());
  }

  private static String line(String value) {
    return value.strip().replaceAll("\\s+", " ");
  }

  public static String text(@Nullable String value) {
    return value == null ? "" : value.strip();
  }
}
