package dev.consilium.server.http;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What the OpenAPI document says of a route that answers by itself: a stream, a text, or a state
 * that some statuses stand for. It stands beside the route, which is always a {@code GET}.
 *
 * @param parameters of the query; those of the path are none
 * @param headers of the request
 * @param open whether it needs no key
 * @param outcomes all but the problems
 * @param problems the statuses of {@link Problem}s, with what each means here
 */
public record Described(
    String path,
    String id,
    String tag,
    String summary,
    String description,
    Class<? extends Record> parameters,
    List<Header> headers,
    boolean open,
    List<Outcome> outcomes,
    List<Refusal> problems) {
  /** Where nothing can be asked for. */
  public record NoParameters() {}

  /** A header that a request may have. */
  public record Header(String name, String description) {}

  /**
   * An answer.
   *
   * @param mediaType empty for one without content
   * @param item the record that it is as JSON; null for a text or a stream
   */
  public record Outcome(
      int status, String meaning, String mediaType, @Nullable Class<? extends Record> item) {
    public static Outcome json(int status, String meaning, Class<? extends Record> item) {
      return new Outcome(status, meaning, "application/json", item);
    }

    public static Outcome text(String mediaType, String meaning) {
      return new Outcome(200, meaning, mediaType, null);
    }

    public static Outcome empty(int status, String meaning) {
      return new Outcome(status, meaning, "", null);
    }
  }

  /** Why a route does not answer as asked. */
  public record Refusal(int status, String meaning) {}

  /** Of a route that nothing can be asked of. */
  private Described(
      String path,
      String id,
      String tag,
      String summary,
      String description,
      boolean open,
      List<Outcome> outcomes,
      List<Refusal> problems) {
    this(
        path,
        id,
        tag,
        summary,
        description,
        NoParameters.class,
        List.of(),
        open,
        outcomes,
        problems);
  }

  /** What a route without parameters that needs no key says. */
  public static Described open(
      String path, String id, String tag, String summary, String description, Outcome... outcomes) {
    return new Described(path, id, tag, summary, description, true, List.of(outcomes), List.of());
  }

  /** What a route without parameters that needs a key says. */
  public static Described guarded(
      String path,
      String id,
      String tag,
      String summary,
      String description,
      List<Refusal> problems,
      Outcome... outcomes) {
    return new Described(path, id, tag, summary, description, false, List.of(outcomes), problems);
  }
}
