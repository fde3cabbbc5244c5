package dev.consilium.schemas.access;

import dev.consilium.schemas.json.Names;
import java.util.Arrays;
import java.util.Collection;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** What a caller may do, as keys and OAuth access tokens name it. */
public enum Scope {
  /** Look at everything. */
  READ,
  /** Change records; includes reading. */
  WRITE,
  /** Run code in the sandbox. */
  EXECUTE,
  /** Everything. */
  ADMIN;

  public static final Set<Scope> ALL = Set.of(values());

  /** As a key or a token has it. */
  public String text() {
    return Names.of(this);
  }

  /** The scope of this name; others have scopes of their own, which mean nothing here. */
  public static Optional<Scope> named(String text) {
    return Arrays.stream(values()).filter(scope -> scope.text().equals(text)).findFirst();
  }

  public static List<String> names() {
    return Arrays.stream(values()).map(Scope::text).toList();
  }

  /** The scopes, and those that they include. */
  public static Set<Scope> withIncluded(Collection<Scope> granted) {
    if (granted.contains(ADMIN)) {
      return ALL;
    }
    EnumSet<Scope> all = EnumSet.noneOf(Scope.class);
    all.addAll(granted);
    if (granted.contains(WRITE)) {
      all.add(READ);
    }
    return Set.copyOf(all);
  }
}
