package dev.consilium.schemas.access;

import java.util.Set;

/**
 * Who calls, and what it may do.
 *
 * @param name of the key or of the subject of the access token; unique within the installation
 */
public record Principal(String name, Set<Scope> scopes) {
  /** Everybody on this machine, where no key is asked for. */
  public static final Principal LOCAL = new Principal("local", Scope.ALL);

  public Principal {
    scopes = Scope.withIncluded(scopes);
  }

  public boolean may(Scope scope) {
    return scopes.contains(scope);
  }
}
