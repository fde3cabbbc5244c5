package dev.consilium.server.api;

import dev.consilium.schemas.access.Scope;
import dev.consilium.schemas.json.RecordType;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * One thing that clients can ask for. Routing, checks and the OpenAPI document are made of it.
 *
 * @param path with the names of parameters in braces
 * @param parameters of the path and of the query; those that the path does not name
 * @param body what the request holds; null for nothing
 */
record Operation<P extends Record, B extends Record>(
    String method,
    String path,
    String id,
    String tag,
    String summary,
    String description,
    RecordType<P> parameters,
    @Nullable RecordType<B> body,
    String bodyName,
    Set<Trait> traits,
    Reply reply,
    Action<P, B> action) {

  /** How an operation differs from most. */
  enum Trait {
    /** Fields that mean nothing here are passed over rather than refused. */
    TOLERANT,
    /** It is not done where {@code If-Match} names another state than that which is stored. */
    CONDITIONAL,
    /** It takes the scope {@code admin}. */
    ADMINISTRATIVE
  }

  /** What there is to say when there is nothing. */
  record Nothing() {}

  /** Runs on a virtual thread and may block. */
  interface Action<P, B> {
    Answer answer(P parameters, B body, Caller caller);
  }

  /** Does without a body. */
  interface Read<P> {
    Answer answer(P parameters, Caller caller);
  }

  static <P extends Record> Operation<P, Nothing> get(
      String path,
      String id,
      String tag,
      String summary,
      String description,
      Class<P> parameters,
      Reply reply,
      Read<P> read) {
    return bare("GET", path, id, tag, summary, description, parameters, reply, read);
  }

  /** Takes no body. */
  static <P extends Record> Operation<P, Nothing> bare(
      String method,
      String path,
      String id,
      String tag,
      String summary,
      String description,
      Class<P> parameters,
      Reply reply,
      Read<P> read) {
    return new Operation<>(
        method,
        path,
        id,
        tag,
        summary,
        description,
        RecordType.of(parameters),
        null,
        "",
        Set.of(),
        reply,
        (given, _, caller) -> read.answer(given, caller));
  }

  static <P extends Record, B extends Record> Operation<P, B> write(
      String method,
      String path,
      String id,
      String tag,
      String summary,
      String description,
      Class<P> parameters,
      Class<B> body,
      Reply reply,
      Action<P, B> action) {
    return new Operation<>(
        method,
        path,
        id,
        tag,
        summary,
        description,
        RecordType.of(parameters),
        RecordType.of(body),
        body.getSimpleName(),
        Set.of(),
        reply,
        action);
  }

  Operation<P, B> with(Trait trait) {
    Set<Trait> more = EnumSet.of(trait);
    more.addAll(traits);
    return new Operation<>(
        method,
        path,
        id,
        tag,
        summary,
        description,
        parameters,
        body,
        bodyName,
        more,
        reply,
        action);
  }

  boolean is(Trait trait) {
    return traits.contains(trait);
  }

  /** What a key needs for it. */
  Scope scope() {
    if (is(Trait.ADMINISTRATIVE)) {
      return Scope.ADMIN;
    }
    return method.equals("GET") ? Scope.READ : Scope.WRITE;
  }

  private static final Pattern SLASH = Pattern.compile("/");

  static List<String> segments(String path) {
    return SLASH.splitAsStream(path).toList();
  }

  static boolean isName(String segment) {
    return segment.startsWith("{");
  }

  static String name(String segment) {
    return segment.substring(1, segment.length() - 1);
  }

  /** The parameters that stand in the path. */
  List<String> pathNames() {
    return Stream.of(path.split("/", -1)).filter(Operation::isName).map(Operation::name).toList();
  }
}
