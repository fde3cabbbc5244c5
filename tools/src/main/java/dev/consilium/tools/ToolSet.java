package dev.consilium.tools;

/** Tools that a client switches on and off together. */
public enum ToolSet {
  /** What an agent needs to find, take and report work. */
  TASKS,
  /** What people and planners ask: projects and their figures. */
  PROJECTS;

  /** Listed when the client asks for nothing else. */
  public boolean isDefault() {
    return this == TASKS;
  }
}
