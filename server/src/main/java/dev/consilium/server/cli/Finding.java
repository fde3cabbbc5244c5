package dev.consilium.server.cli;

/** What was found of one component. */
record Finding(String component, State state, String version, String advice) {
  enum State {
    FOUND("found"),
    /** Works without it. */
    NOT_USED("not used"),
    NOT_FOUND("not found"),
    /** The host cannot do its work. */
    BROKEN("broken");

    private final String text;

    State(String text) {
      this.text = text;
    }

    String text() {
      return text;
    }
  }

  static Finding found(String component, String version, String advice) {
    return new Finding(component, State.FOUND, version, advice);
  }
}
