package dev.consilium.server.cli;

import dev.consilium.schemas.json.Json;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collector;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import tools.jackson.databind.JsonNode;

/** What is said to a host in a {@link Training}, whoever says it. */
final class TrainingScript {
  static final String LEGACY = "2025-11-25";
  static final String MODERN = "2026-07-28";

  private static final int AGENTS = 12;

  private TrainingScript() {}

  /** A call of a tool. */
  record Call(String tool, String arguments) {
    /** As the parameters of {@code tools/call}. */
    String params() {
      return "{\"name\":\"%s\",\"arguments\":%s}".formatted(tool, arguments);
    }

    /** The same of 2026-07-28, where each request says who calls. */
    String modernParams() {
      return """
      {"name":"%s","arguments":%s,"_meta":{"io.modelcontextprotocol/protocolVersion":"%s",\
      "io.modelcontextprotocol/clientInfo":{"name":"train","version":"1"},\
      "io.modelcontextprotocol/clientCapabilities":{}}}\
      """
          .formatted(tool, arguments, MODERN);
    }
  }

  static String request(int id, String method, String params) {
    return "{\"jsonrpc\":\"2.0\",\"id\":%d,\"method\":\"%s\",\"params\":%s}"
        .formatted(id, method, params);
  }

  static String initialize() {
    return request(
        0,
        "initialize",
        "{\"protocolVersion\":\"%s\",\"capabilities\":{},\"clientInfo\":{\"name\":\"train\",\"version\":\"1\"}}"
            .formatted(LEGACY));
  }

  /** What a client asks when it connects, by method. */
  static Map<String, String> questions() {
    return Map.of(
        "ping", "{}",
        "tools/list", "{}",
        "resources/list", "{}",
        "resources/templates/list", "{}",
        "prompts/list", "{}",
        "prompts/get", "{\"name\":\"plan\",\"arguments\":{\"project\":\"p\",\"goal\":\"g\"}}");
  }

  /** What agents do that work on two tasks of a day. */
  static List<Call> work(String day) {
    List<Call> calls = new ArrayList<>();
    calls.add(
        new Call(
            "task_create",
            """
            {"project":"p","tasks":[{"task_id":"a%s","title":"A"},\
            {"task_id":"b%s","title":"B","depends_on":["a%s"]}]}\
            """
                .formatted(day, day, day)));
    calls.add(
        new Call(
            "task_next",
            "{\"project\":\"p\",\"agent\":\"x\",\"idempotency_key\":\"k%s\"}".formatted(day)));
    for (String action : List.of("start", "progress", "finish")) {
      calls.add(
          new Call(
              "task_report",
              "{\"project\":\"p\",\"task_id\":\"a%s\",\"action\":\"%s\",\"claim\":1,\"agent\":\"x\"%s}"
                  .formatted(day, action, action.equals("progress") ? ",\"progress\":50" : "")));
    }
    String task = "{\"project\":\"p\",\"task_id\":\"b%s\"".formatted(day);
    calls.add(new Call("task_update", task + ",\"title\":\"C\"}"));
    calls.add(new Call("task_get", task + "}"));
    calls.add(new Call("task_update", task + ",\"status\":\"cancelled\"}"));
    calls.add(new Call("task_list", "{\"project\":\"p\",\"limit\":5}"));
    calls.add(new Call("project_list", "{}"));
    calls.add(new Call("project_stats", "{\"project\":\"p\"}"));
    return calls;
  }

  /** What several agents say at the same time, one time after the other. */
  static List<List<Call>> crowd() {
    List<List<Call>> times = new ArrayList<>();
    String tasks = agents("{\"task_id\":\"n%1$d\",\"title\":\"N\"}", Collectors.joining(","));
    times.add(
        List.of(new Call("task_create", "{\"project\":\"q\",\"tasks\":[%s]}".formatted(tasks))));
    times.add(
        each(
            "task_create",
            "{\"project\":\"q\",\"tasks\":[{\"title\":\"M\"}],\"idempotency_key\":\"m%1$d\"}"));
    for (String action : List.of("start", "progress", "finish")) {
      times.add(
          each(
              "task_report",
              "{\"project\":\"q\",\"task_id\":\"n%%1$d\",\"action\":\"%s\",\"agent\":\"y%%1$d\"%s}"
                  .formatted(action, action.equals("start") ? "" : ",\"claim\":1")));
    }
    times.add(each("task_next", "{\"project\":\"q\",\"agent\":\"y%1$d\"}"));
    return times;
  }

  private static List<Call> each(String tool, String arguments) {
    return agents(arguments, Collectors.toList()).stream().map(a -> new Call(tool, a)).toList();
  }

  private static <T> T agents(String format, Collector<? super String, ?, T> collector) {
    return IntStream.range(0, AGENTS).mapToObj(format::formatted).collect(collector);
  }

  /** What is refused or fails would leave little in the cache. */
  static void check(String request, JsonNode answer) {
    if (answer.has("error") || answer.at("/result/isError").asBoolean(false)) {
      throw new IllegalStateException(request + " was answered with " + answer);
    }
  }

  static void check(String request, String answer) {
    check(request, Json.MAPPER.readTree(answer));
  }
}
