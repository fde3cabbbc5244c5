package dev.consilium.server.api;

import dev.consilium.schemas.access.Scope;
import dev.consilium.schemas.json.RecordType;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * One thing that clients can ask for. Routing, checks and the OpenAPI document are made of it.
 *
 * @param path with the names of parameters in braces
 * @param parameters of the path and of the query; those that the path does not name
 * @param body what the request holds; null for nothing
 * @param tolerant whether fields that mean nothing here are passed over rather than refused
 * @param scope what a key needs for it
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
    boolean tolerant,
    Scope scope,
    Reply reply,
    Action<P, B> action) {

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
        false,
        method.equals("GET") ? Scope.READ : Scope.WRITE,
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
        false,
        Scope.WRITE,
        reply,
        action);
  }

  Operation<P, B> passingOverUnknownFields() {
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
        true,
        scope,
        reply,
        action);
  }

  Operation<P, B> forAdministrators() {
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
        tolerant,
        Scope.ADMIN,
        reply,
        action);
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
