package dev.consilium.schemas.json;

import java.util.List;
import java.util.stream.Collectors;

/** The arguments do not fit; every problem names its field and what was expected. */
public final class BindException extends RuntimeException {
  private static final long serialVersionUID = 1;

  /** One of them; {@code message} is a sentence that names the field. */
  public record Problem(String field, String message) {}

  private final transient List<Problem> problems;

  BindException(List<Problem> problems) {
    super(
        problems.stream().map(Problem::message).collect(Collectors.joining("; ")),
        null,
        false,
        false);
    this.problems = List.copyOf(problems);
  }

  public List<String> problems() {
    return problems.stream().map(Problem::message).toList();
  }

  /** The problems by their fields, in the order in which they were found. */
  public List<Problem> byField() {
    return problems;
  }
}
