package dev.consilium.memory.feed;

import java.util.Set;

/** Which events are wanted; an empty set stands for all. */
public record FeedFilter(Set<String> projects, Set<String> types) {
  public static final FeedFilter ALL = new FeedFilter(Set.of(), Set.of());

  public FeedFilter {
    projects = Set.copyOf(projects);
    types = Set.copyOf(types);
  }

  public boolean matches(FeedEvent event) {
    return (types.isEmpty() || types.contains(event.type()))
        && (projects.isEmpty() || projects.contains(event.project()));
  }
}
