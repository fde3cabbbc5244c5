package dev.consilium.tools.notion;

/** The data sources that are written to. */
enum Source {
  DECISIONS("notion_decisions"),
  TASKS("notion_tasks");

  private final String setting;

  Source(String setting) {
    this.setting = setting;
  }

  /** The setting that names it. */
  String setting() {
    return setting;
  }
}
