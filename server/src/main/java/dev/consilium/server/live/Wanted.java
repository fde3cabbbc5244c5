package dev.consilium.server.live;

import dev.consilium.memory.feed.FeedFilter;
import dev.consilium.schemas.events.LiveEvent;
import dev.consilium.schemas.json.Field;
import dev.consilium.schemas.json.Names;
import dev.consilium.server.http.Described;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * What a client asks for.
 *
 * @param after the last event that it has, if it wants those that follow
 * @param hello whether it knows more messages than the first clients were promised
 */
record Wanted(FeedFilter filter, OptionalLong after, boolean hello) {
  static final String ALL = "all";

  /** The parameters, as the document has them. */
  record Query(
      @Field("All where it is left out") @Nullable List<String> project,
      @Field(
              "The four that the first clients were promised where it is left out; all, or types of"
                  + " messages")
          @Nullable List<String> types,
      @Field(value = "The seq of the last event at hand; what follows is sent", min = 0)
          @Nullable Long after) {}

  static final List<Described.Refusal> REFUSALS =
      List.of(
          new Described.Refusal(400, "A parameter cannot be used; detail begins with its name"),
          new Described.Refusal(403, "The key lacks the scope read"));

  private static final int MOST_PROJECTS = 100;
  private static final int LONGEST_PROJECT = 200;

  private static final Set<String> PROMISED =
      LiveEvent.PROMISED.stream().map(LiveEvent::text).collect(Collectors.toUnmodifiableSet());

  /**
   * Reads the parameters {@code project}, {@code types} and {@code after} of a query.
   *
   * @param lastEventId what an event stream goes on from, where the client has one
   * @throws IllegalArgumentException when one of them cannot be used; the message names it
   */
  static Wanted read(Map<String, List<String>> query, Optional<String> lastEventId) {
    Optional<String> after =
        lastEventId
            .filter(id -> !id.isBlank())
            .or(() -> query.getOrDefault("after", List.of()).stream().findFirst());
    List<String> types =
        query.getOrDefault("types", List.of()).stream()
            .flatMap(list -> List.of(list.split(",", -1)).stream())
            .map(String::strip)
            .filter(type -> !type.isEmpty())
            .toList();
    return new Wanted(
        new FeedFilter(projects(query.getOrDefault("project", List.of())), types(types)),
        after.map(Wanted::number).orElse(OptionalLong.empty()),
        after.isPresent() || !types.isEmpty());
  }

  private static OptionalLong number(String text) {
    try {
      long number = Long.parseLong(text.strip());
      if (number >= 0) {
        return OptionalLong.of(number);
      }
    } catch (NumberFormatException e) {
      // Told below, as a negative one is.
    }
    throw new IllegalArgumentException(
        "after: expected the seq of the last event you have, such as 1042.");
  }

  private static Set<String> projects(List<String> given) {
    Set<String> projects = new LinkedHashSet<>(given);
    projects.remove("");
    if (projects.size() > MOST_PROJECTS) {
      throw new IllegalArgumentException(
          "project: at most " + MOST_PROJECTS + "; leave it out for all projects.");
    }
    if (projects.stream().anyMatch(name -> name.length() > LONGEST_PROJECT)) {
      throw new IllegalArgumentException(
          "project: a name has at most " + LONGEST_PROJECT + " characters.");
    }
    return projects;
  }

  private static Set<String> types(List<String> given) {
    if (given.isEmpty()) {
      return PROMISED;
    }
    if (given.contains(ALL)) {
      return Set.of();
    }
    for (String type : given) {
      if (LiveEvent.named(type).isEmpty()) {
        throw new IllegalArgumentException(
            "types: there is no type \""
                + (type.length() > 100 ? type.substring(0, 100) + "…" : type)
                + "\"."
                + Names.didYouMean(type, LiveEvent.names())
                + " Known: all, "
                + String.join(", ", LiveEvent.names())
                + ".");
      }
    }
    return Set.copyOf(given);
  }
}
