package dev.consilium.tools.sandbox;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Removes containers whose host is gone. They end by themselves when their connection does; what
 * may be left is one that was created and never started.
 */
final class Reaper {
  private static final Logger log = LoggerFactory.getLogger(Reaper.class);
  static final String LABEL = "dev.consilium.sandbox";
  private static final String HOST = LABEL + ".host";
  private static final String PROCESS = LABEL + ".process";
  private static final String BEGUN = LABEL + ".begun";

  /** Of another machine nothing is known but that no container lives for so long. */
  private static final Duration OLD = Duration.ofDays(2);

  private Reaper() {}

  /** What a container says of its owner: this process. */
  static Map<String, String> labels() {
    ProcessHandle self = ProcessHandle.current();
    return Map.of(
        LABEL, "1", HOST, host(), PROCESS, String.valueOf(self.pid()), BEGUN, begun(self));
  }

  private static String host() {
    try {
      return InetAddress.getLocalHost().getHostName();
    } catch (UnknownHostException e) {
      return "unknown";
    }
  }

  /** Numbers of processes come again, but not with the same begin. */
  private static String begun(ProcessHandle process) {
    return process.info().startInstant().map(Instant::toString).orElse("");
  }

  static void reap(Engine engine) {
    for (Engine.Listed container : engine.list(LABEL)) {
      if (isOrphan(container)) {
        log.info("Removing a sandbox container that a host left behind");
        engine.remove(container.id());
      }
    }
  }

  private static boolean isOrphan(Engine.Listed container) {
    Map<String, String> labels = container.labels();
    if (!host().equals(labels.get(HOST))) {
      return Instant.ofEpochSecond(container.createdSeconds()).isBefore(Instant.now().minus(OLD));
    }
    Optional<ProcessHandle> owner =
        ProcessHandle.of(Long.parseLong(labels.getOrDefault(PROCESS, "0")));
    return owner.isEmpty() || !begun(owner.get()).equals(labels.get(BEGUN));
  }
}
