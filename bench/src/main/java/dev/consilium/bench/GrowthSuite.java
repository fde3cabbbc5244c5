package dev.consilium.bench;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The same calls, one at a time, with few and with many records in the database. */
final class GrowthSuite {
  private static final int WARM_UP = 1_000;
  private static final int CALLS = 300;

  /** A crowd has no fewer. */
  private static final long FEWEST_MEMORIES = 100;

  private static final String PROJECT = "crowd";

  private final Programs programs;
  private final PrintStream out;

  GrowthSuite(Options options, PrintStream out) {
    this.programs = options.programs();
    this.out = out;
  }

  /** Each size as {@code TASKS} or {@code TASKS:MEMORIES}. */
  void run(List<String> sizes) throws IOException, InterruptedException {
    Map<String, List<Double>> medians = new LinkedHashMap<>();
    for (String size : sizes) {
      String[] parts = size.split(":", 2);
      measure(
              Long.parseLong(parts[0]),
              parts.length == 2 ? Long.parseLong(parts[1]) : FEWEST_MEMORIES)
          .forEach(
              (call, median) -> medians.computeIfAbsent(call, _ -> new ArrayList<>()).add(median));
    }
    List<String> titles = new ArrayList<>(List.of("p50, ms"));
    titles.addAll(sizes);
    titles.add("last / first");
    Table table = new Table(out, titles.toArray(String[]::new));
    medians.forEach((call, values) -> {
      List<String> cells = new ArrayList<>(List.of("`" + call + "`"));
      values.forEach(value -> cells.add("%.2f".formatted(value)));
      cells.add("%.2f".formatted(values.getLast() / values.getFirst()));
      table.row(cells.toArray(String[]::new));
    });
  }

  private Map<String, Double> measure(long tasks, long memories)
      throws IOException, InterruptedException {
    Path home = Files.createTempDirectory("consilium-bench");
    int filled =
        new ProcessBuilder(programs.crowd(home, tasks, memories)).inheritIO().start().waitFor();
    if (filled != 0) {
      throw new IOException("The database was not filled: " + filled);
    }
    try (Host host =
        Host.overHttp(
            programs.serve(home, "--tools", "all"),
            Map.of("CONSILIUM_EMBEDDING_MODEL", "none"),
            false)) {
      try (HttpLane lane = HttpLane.open(Era.LEGACY, host.port())) {
        Map<String, Double> medians = new LinkedHashMap<>();
        for (Call call : Call.values()) {
          medians.put(call.title, median(lane, call));
        }
        return medians;
      }
    }
  }

  private static double median(HttpLane lane, Call call) throws IOException {
    double[] times = new double[CALLS];
    for (int i = -WARM_UP; i < CALLS; i++) {
      Request request = call.request(i + WARM_UP);
      long began = System.nanoTime();
      var _ = lane.ask(request);
      if (i >= 0) {
        times[i] = (System.nanoTime() - began) / 1e6;
      }
    }
    Arrays.sort(times);
    return times[CALLS / 2];
  }

  /** In an order in which each finds what it needs. */
  private enum Call {
    CREATE("task_create"),
    CREATE_DEPENDENT("task_create, depends_on"),
    NEXT_BY_ID("task_next, task_id"),
    REPORT("task_report"),
    FINISH("task_report, finish"),
    GET("task_get"),
    LIST("task_list"),
    LIST_CLAIMED("task_list, status"),
    UPDATE("task_update"),
    STATS("project_stats"),
    PROJECTS("project_list"),
    SEARCH("memory_search"),
    /** Last, as it takes what is ready. */
    NEXT("task_next");

    private final String title;

    Call(String title) {
      this.title = title;
    }

    Request request(int n) {
      return switch (this) {
        case CREATE -> create(n, "");
        case CREATE_DEPENDENT -> create(n, ",\"depends_on\":[\"new-%d\"]".formatted(n));
        case NEXT -> Request.tool("task_next", task("\"agent\":\"bench\""), "\"claim\"");
        case NEXT_BY_ID ->
            Request.tool(
                "task_next",
                task("\"agent\":\"bench\",\"task_id\":\"new-%d\"".formatted(n)),
                "new-");
        case REPORT -> report("new-%d".formatted(n), "progress");
        case FINISH -> report("new-%d".formatted(n), "finish");
        case GET -> Request.tool("task_get", task("\"task_id\":\"new-%d\"".formatted(n)), "new-");
        case LIST -> Request.tool("task_list", task("\"limit\":20"), "tasks");
        case LIST_CLAIMED ->
            Request.tool("task_list", task("\"status\":[\"claimed\"],\"limit\":20"), "tasks");
        case UPDATE ->
            Request.tool(
                "task_update",
                task("\"task_id\":\"then-%d\",\"title\":\"title %d\"".formatted(n, n)),
                "then-");
        case STATS -> Request.tool("project_stats", "{\"project\":\"" + PROJECT + "\"}", "result");
        case PROJECTS -> Request.tool("project_list", "{}", PROJECT);
        case SEARCH ->
            Request.tool(
                "memory_search", task("\"query\":\"queue %d migration\"".formatted(n)), "result");
      };
    }

    private static String task(String members) {
      return "{\"project\":\"" + PROJECT + "\"," + members + "}";
    }

    private static Request create(int n, String more) {
      String id = (more.isEmpty() ? "new-" : "then-") + n;
      return Request.tool(
          "task_create",
          task("\"tasks\":[{\"task_id\":\"%s\",\"title\":\"T\"%s}]".formatted(id, more)),
          id);
    }

    private static Request report(String task, String action) {
      return Request.tool(
          "task_report",
          task(
              "\"task_id\":\"%s\",\"action\":\"%s\",\"agent\":\"bench\",\"claim\":1"
                  .formatted(task, action)),
          task);
    }
  }
}
