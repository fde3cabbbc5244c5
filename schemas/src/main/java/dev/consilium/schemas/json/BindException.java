package dev.consilium.schemas.json;

import java.util.List;

/** The arguments do not fit; every problem names its field and what was expected. */
public final class BindException extends RuntimeException {
  private static final long serialVersionUID = 1;

  private final transient List<String> problems;

  BindException(List<String> problems) {
    super(String.join("; ", problems), null, false, false);
    this.problems = List.copyOf(problems);
  }

  public List<String> problems() {
    return problems;
  }
}
