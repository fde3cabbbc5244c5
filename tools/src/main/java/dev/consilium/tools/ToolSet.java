package dev.consilium.tools;

import dev.consilium.schemas.access.Scope;

/** Tools that a client switches on and off together. */
public enum ToolSet {
  /** What an agent needs to find, take and report work. */
  TASKS(Scope.WRITE),
  /** What agents write down and find again. */
  MEMORY(Scope.WRITE),
  /** Putting memories right. */
  MEMORY_CARE(Scope.WRITE),
  /** What was decided, and why. */
  DECISIONS(Scope.WRITE),
  /** Meetings that end in a decision. */
  COUNCILS(Scope.WRITE),
  /** Bringing decisions to Notion. */
  NOTION(Scope.WRITE),
  /** Running code. */
  SANDBOX(Scope.EXECUTE),
  /** Looking after sessions of the sandbox. */
  SANDBOX_CARE(Scope.EXECUTE),
  /** What people and planners ask: projects and their figures. */
  PROJECTS(Scope.WRITE);

  private final Scope scope;

  ToolSet(Scope scope) {
    this.scope = scope;
  }

  /** What its tools need that do more than read. */
  Scope scope() {
    return scope;
  }

  /** Listed when the client asks for nothing else. */
  public boolean isDefault() {
    return this == TASKS || this == MEMORY || this == SANDBOX;
  }
}
