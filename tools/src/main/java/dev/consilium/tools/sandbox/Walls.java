package dev.consilium.tools.sandbox;

import com.github.dockerjava.api.model.Capability;
import com.github.dockerjava.api.model.HostConfig;
import com.github.dockerjava.api.model.LogConfig;
import com.github.dockerjava.api.model.Ulimit;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ThreadLocalRandom;
import org.jspecify.annotations.Nullable;

/** What a container may do: as little as code can live with. */
final class Walls {
  /** The runtime that has a kernel of its own, used where the engine offers it. */
  static final String GVISOR = "runsc";

  /**
   * Users that no system gives to anybody for long (systemd's dynamic ones), and that the usual map
   * of user namespaces has. Each container has another: what the kernel counts by user (inotify
   * instances, pending signals, pages of pipes) is then not shared between runs.
   */
  private static final int FIRST_USER = 61_184;

  private static final int LAST_USER = 65_519;

  private final SandboxLimits limits;
  private final String seccomp;
  private final @Nullable String runtime;

  Walls(SandboxLimits limits, String architecture, boolean gvisor) {
    this.limits = limits;
    this.seccomp = SeccompProfile.of(architecture).toString();
    this.runtime = gvisor ? GVISOR : null;
  }

  static int anyUser() {
    return ThreadLocalRandom.current().nextInt(FIRST_USER, LAST_USER + 1);
  }

  HostConfig around(int user) {
    long memory = (long) limits.memoryMb() << 20;
    HostConfig host =
        HostConfig.newHostConfig()
            .withNetworkMode("none")
            .withReadonlyRootfs(true)
            .withCapDrop(Capability.ALL)
            .withSecurityOpts(List.of("no-new-privileges", "seccomp=" + seccomp))
            .withMemory(memory)
            .withMemorySwap(memory)
            .withNanoCPUs(limits.cpus() * 1_000_000_000L)
            .withPidsLimit((long) limits.pids())
            // Without the /dev/shm of the engine, which has no limit of inodes.
            .withIpcMode("none")
            .withTmpFs(folders(user))
            .withUlimits(ulimits())
            .withLogConfig(new LogConfig(LogConfig.LoggingType.NONE))
            .withAutoRemove(true);
    return runtime == null ? host : host.withRuntime(runtime);
  }

  private Map<String, String> folders(int user) {
    String safe = "rw,nosuid,nodev,uid=" + user + ",gid=" + user + ",mode=0700";
    return Map.of(
        "/work", safe + ",exec,nr_inodes=8192,size=" + limits.workMb() + "m",
        "/tmp", safe + ",noexec,nr_inodes=4096,size=" + limits.tmpMb() + "m",
        // No terminals: their number is that of the whole machine.
        "/dev/pts", "ro,nosuid,nodev,noexec,size=4k,mode=0555",
        "/dev/shm", safe + ",noexec,nr_inodes=512,size=16m");
  }

  private List<Ulimit> ulimits() {
    long file = (long) limits.workMb() << 20;
    return List.of(
        // With 0 a kernel that pipes core dumps to a program of the host would still do so.
        new Ulimit("core", 1L, 1L),
        new Ulimit("fsize", file, file),
        new Ulimit("nofile", 1_024L, 1_024L),
        new Ulimit("msgqueue", 0L, 0L),
        new Ulimit("memlock", 65_536L, 65_536L));
  }
}
