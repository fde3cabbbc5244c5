package dev.consilium.bench;

import java.util.List;

/** What is asked again and again. */
enum Work {
  PING("ping"),
  TOOLS_LIST("tools/list"),
  ECHO("echo"),
  TASK_STATUS("task_status"),
  TASK_REPORT("task_report"),
  MEMORY_SEARCH("memory_search");

  private static final int MEMORIES = 50;
  private static final String[] WORDS = {
    "deploy", "queue", "migration", "index", "retry", "token", "council", "cache", "lease", "outage"
  };

  private final String title;

  Work(String title) {
    this.title = title;
  }

  String title() {
    return title;
  }

  /** Whether it is a tool by which hosts are compared, and none of the product. */
  boolean isOfEngine() {
    return this == ECHO || this == TASK_STATUS;
  }

  /** What stands beside it: for all that use the database, one upsert. */
  Work floor() {
    return switch (this) {
      case PING, TOOLS_LIST, ECHO -> this;
      case TASK_STATUS, TASK_REPORT, MEMORY_SEARCH -> TASK_STATUS;
    };
  }

  /** What a lane asks before it is measured; it may be asked again. */
  List<Request> before(int lane) {
    return switch (this) {
      case PING, TOOLS_LIST, ECHO, TASK_STATUS -> List.of();
      case TASK_REPORT ->
          List.of(
              Request.tool(
                  "task_create",
                  "{\"project\":\"%s\",\"tasks\":[{\"task_id\":\"t\",\"title\":\"T\"}],\"idempotency_key\":\"%1$s\"}"
                      .formatted(project(lane)),
                  "\"t\""),
              Request.tool(
                  "task_next",
                  "{\"project\":\"%s\",\"agent\":\"a\",\"lease_s\":86400,\"idempotency_key\":\"next-%1$s\"}"
                      .formatted(project(lane)),
                  "\"claim\""));
      case MEMORY_SEARCH ->
          lane > 0
              ? List.of()
              : List.of(
                  Request.tool(
                      "memory_add",
                      "{\"project\":\"bench\",\"memories\":[%s],\"idempotency_key\":\"bench\"}"
                          .formatted(memories()),
                      "result"));
    };
  }

  private static String memories() {
    StringBuilder memories = new StringBuilder();
    for (int i = 0; i < MEMORIES; i++) {
      memories
          .append(i == 0 ? "" : ",")
          .append(
              "{\"text\":\"The %s of service %d waits for the %s\"}"
                  .formatted(word(i), i, word(i * 7 + 3)));
    }
    return memories.toString();
  }

  private static String word(long n) {
    return WORDS[(int) (n % WORDS.length)];
  }

  private static String project(int lane) {
    return "lane-" + lane;
  }

  Request request(int lane, long n) {
    return switch (this) {
      case PING -> new Request("ping", "{}", "result");
      case TOOLS_LIST -> new Request("tools/list", "{}", "tools");
      case ECHO -> {
        String message = "message %d of lane %d".formatted(n, lane);
        yield Request.tool("echo", "{\"message\":\"%s\"}".formatted(message), message);
      }
      case TASK_STATUS ->
          Request.tool(
              "task_status",
              "{\"task_id\":\"lane-%d\",\"status\":\"running\",\"progress\":%d,\"message\":\"step %d\"}"
                  .formatted(lane, n % 100, n),
              "step " + n);
      case TASK_REPORT ->
          Request.tool(
              "task_report",
              "{\"project\":\"%s\",\"task_id\":\"t\",\"action\":\"progress\",\"claim\":1,\"agent\":\"a\",\"progress\":%d,\"message\":\"step %d\"}"
                  .formatted(project(lane), n % 100, n),
              "\"progress\":" + n % 100);
      case MEMORY_SEARCH ->
          Request.tool(
              "memory_search",
              "{\"project\":\"bench\",\"query\":\"%s %s\",\"k\":5}"
                  .formatted(word(n), word(n / 10)),
              "\"hits\":[{");
    };
  }
}
