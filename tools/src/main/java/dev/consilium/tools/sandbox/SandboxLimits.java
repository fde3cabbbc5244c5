package dev.consilium.tools.sandbox;

import dev.consilium.schemas.json.Assignments;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What runs may use.
 *
 * @param memoryMb memory of a container, its files in memory included; there is no swap
 * @param cpus cores of a container
 * @param pids processes and threads of a container
 * @param workMb room of the working folder
 * @param tmpMb room of {@code /tmp}
 * @param timeoutSeconds the longest time a run may ask for
 * @param outputKb what a run may print before it is ended
 * @param shownKb what is kept of each of stdout and stderr: the head and the tail
 * @param files how many files of a run are kept
 * @param fileKb how long each may be, {@code filesKb} all together
 * @param warm containers that wait for a run
 * @param concurrent runs at once on this node; 0 for twice the cores, at least 4
 * @param sessions sessions at once on this node
 * @param idleSeconds how long a session lives without a run
 * @param principalRuns runs at once of one principal
 * @param principalSessions sessions of one principal
 * @param principalCpuSeconds CPU of one principal in an hour, on all nodes
 */
public record SandboxLimits(
    int memoryMb,
    int cpus,
    int pids,
    int workMb,
    int tmpMb,
    int timeoutSeconds,
    int outputKb,
    int shownKb,
    int files,
    int fileKb,
    int filesKb,
    int warm,
    int concurrent,
    int sessions,
    int idleSeconds,
    int principalRuns,
    int principalSessions,
    int principalCpuSeconds) {
  public static final SandboxLimits DEFAULT =
      new SandboxLimits(
          512, 1, 128, 128, 64, 600, 10_240, 32, 32, 4_096, 16_384, 2, 0, 16, 900, 8, 4, 3_600);

  private static final int MOST = 100_000_000;

  /**
   * Reads {@code memory_mb=1024,warm=4}; what is not named stays as it is by default.
   *
   * @throws IllegalArgumentException that says what is wrong
   */
  public static SandboxLimits parse(String text) {
    List<Integer> v = Assignments.numbers(text, DEFAULT.byName(), SandboxLimits::least, MOST);
    return new SandboxLimits(
        v.get(0), v.get(1), v.get(2), v.get(3), v.get(4), v.get(5), v.get(6), v.get(7), v.get(8),
        v.get(9), v.get(10), v.get(11), v.get(12), v.get(13), v.get(14), v.get(15), v.get(16),
        v.get(17));
  }

  private static int least(String name) {
    return switch (name) {
      case "warm", "concurrent", "sessions", "principal_sessions", "files" -> 0;
      case "memory_mb" -> 64;
      case "pids" -> 16;
      default -> 1;
    };
  }

  /** In the order of the components. */
  private Map<String, Integer> byName() {
    Map<String, Integer> values = new LinkedHashMap<>();
    values.put("memory_mb", memoryMb);
    values.put("cpus", cpus);
    values.put("pids", pids);
    values.put("work_mb", workMb);
    values.put("tmp_mb", tmpMb);
    values.put("timeout_seconds", timeoutSeconds);
    values.put("output_kb", outputKb);
    values.put("shown_kb", shownKb);
    values.put("files", files);
    values.put("file_kb", fileKb);
    values.put("files_kb", filesKb);
    values.put("warm", warm);
    values.put("concurrent", concurrent);
    values.put("sessions", sessions);
    values.put("idle_seconds", idleSeconds);
    values.put("principal_runs", principalRuns);
    values.put("principal_sessions", principalSessions);
    values.put("principal_cpu_seconds", principalCpuSeconds);
    return values;
  }

  int runsAtOnce() {
    return concurrent > 0
        ? concurrent
        : Math.max(4, 2 * Runtime.getRuntime().availableProcessors());
  }

  Duration idle() {
    return Duration.ofSeconds(idleSeconds);
  }
}
