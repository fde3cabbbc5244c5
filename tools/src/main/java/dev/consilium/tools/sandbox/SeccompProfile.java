package dev.consilium.tools.sandbox;

import dev.consilium.schemas.json.Json;
import java.util.List;
import java.util.Locale;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * The system calls that code may make, in the form that engines take ({@code seccomp=…} of {@code
 * --security-opt}). What is not named here is refused with EPERM; calls of another architecture (32
 * bits, x32) end the process. The profiles stand in {@code docker/sandbox/seccomp}.
 */
final class SeccompProfile {
  private static final int ENOSYS = 38;

  /** The flags of {@code clone} that make namespaces. */
  private static final long CLONE_NEW = 0x7E020000L;

  private static final int AF_UNIX = 1;
  private static final int AF_INET = 2;
  private static final int AF_INET6 = 10;

  private static final List<String> FILES =
      List.of(
          "chdir",
          "chmod",
          "close",
          "close_range",
          "copy_file_range",
          "dup",
          "dup2",
          "dup3",
          "faccessat",
          "faccessat2",
          "fadvise64",
          "fallocate",
          "fchdir",
          "fchmod",
          "fchmodat",
          "fchmodat2",
          "fchown",
          "fchownat",
          "fcntl",
          "fdatasync",
          "fgetxattr",
          "flistxattr",
          "flock",
          "fsetxattr",
          "fstat",
          "fstatfs",
          "fsync",
          "ftruncate",
          "getcwd",
          "getdents64",
          "getxattr",
          "inotify_add_watch",
          "inotify_init1",
          "inotify_rm_watch",
          "ioctl",
          "lgetxattr",
          "linkat",
          "listxattr",
          "llistxattr",
          "lseek",
          "memfd_create",
          "mkdirat",
          "mknodat",
          "newfstatat",
          "openat",
          "openat2",
          "pipe2",
          "pread64",
          "preadv",
          "preadv2",
          "pwrite64",
          "pwritev",
          "pwritev2",
          "read",
          "readahead",
          "readlinkat",
          "readv",
          "renameat",
          "renameat2",
          "sendfile",
          "setxattr",
          "statfs",
          "statx",
          "symlinkat",
          "sync_file_range",
          "truncate",
          "umask",
          "unlinkat",
          "utimensat",
          "write",
          "writev");

  private static final List<String> MEMORY =
      List.of(
          "brk",
          "madvise",
          "membarrier",
          "mincore",
          "mlock",
          "mmap",
          "mprotect",
          "mremap",
          "msync",
          "munlock",
          "munmap",
          "pkey_alloc",
          "pkey_free",
          "pkey_mprotect");

  private static final List<String> PROCESSES =
      List.of(
          "capget",
          "execve",
          "execveat",
          "exit",
          "exit_group",
          "getegid",
          "geteuid",
          "getgid",
          "getgroups",
          "getpgid",
          "getpid",
          "getppid",
          "getpriority",
          "getresgid",
          "getresuid",
          "getrlimit",
          "getrusage",
          "getsid",
          "gettid",
          "getuid",
          "pidfd_open",
          "pidfd_send_signal",
          "prctl",
          "rseq",
          "sched_get_priority_max",
          "sched_get_priority_min",
          "sched_getaffinity",
          "sched_getparam",
          "sched_getscheduler",
          "sched_yield",
          "set_robust_list",
          "set_tid_address",
          "setfsgid",
          "setfsuid",
          "setgid",
          "setgroups",
          "setpgid",
          "setregid",
          "setresgid",
          "setresuid",
          "setreuid",
          "setrlimit",
          "setsid",
          "setuid",
          "sysinfo",
          "uname",
          "wait4",
          "waitid");

  private static final List<String> SIGNALS =
      List.of(
          "kill",
          "rt_sigaction",
          "rt_sigpending",
          "rt_sigprocmask",
          "rt_sigqueueinfo",
          "rt_sigreturn",
          "rt_sigsuspend",
          "rt_sigtimedwait",
          "restart_syscall",
          "sigaltstack",
          "signalfd4",
          "tgkill",
          "tkill");

  private static final List<String> TIME =
      List.of(
          "clock_getres",
          "clock_gettime",
          "clock_nanosleep",
          "getitimer",
          "gettimeofday",
          "nanosleep",
          "setitimer",
          "timer_create",
          "timer_delete",
          "timer_getoverrun",
          "timer_gettime",
          "timer_settime",
          "timerfd_create",
          "timerfd_gettime",
          "timerfd_settime",
          "times");

  private static final List<String> WAITING =
      List.of(
          "epoll_create1",
          "epoll_ctl",
          "epoll_pwait",
          "epoll_pwait2",
          "eventfd2",
          "futex",
          "futex_waitv",
          "getrandom",
          "get_robust_list",
          "ppoll",
          "pselect6");

  private static final List<String> SOCKETS =
      List.of(
          "accept",
          "accept4",
          "bind",
          "connect",
          "getpeername",
          "getsockname",
          "getsockopt",
          "listen",
          "recvfrom",
          "recvmmsg",
          "recvmsg",
          "sendmmsg",
          "sendmsg",
          "sendto",
          "setsockopt",
          "shutdown");

  /** Older forms of some of the above, which 64-bit x86 still has. */
  private static final List<String> X86_64 =
      List.of(
          "access",
          "alarm",
          "arch_prctl",
          "chown",
          "creat",
          "epoll_create",
          "epoll_wait",
          "eventfd",
          "fork",
          "getdents",
          "getpgrp",
          "inotify_init",
          "lchown",
          "link",
          "lstat",
          "mkdir",
          "mknod",
          "open",
          "pause",
          "pipe",
          "poll",
          "readlink",
          "rename",
          "rmdir",
          "select",
          "signalfd",
          "stat",
          "symlink",
          "time",
          "unlink",
          "utime",
          "utimes",
          "vfork");

  private SeccompProfile() {}

  /** For an architecture as engines name it. */
  static ObjectNode of(String architecture) {
    String name = architecture.toLowerCase(Locale.ROOT);
    boolean arm = name.equals("aarch64") || name.equals("arm64");
    if (!arm && !name.equals("x86_64") && !name.equals("amd64")) {
      throw new SandboxException(
          "There is no seccomp profile for the architecture "
              + architecture
              + " of the engine; use an engine on x86_64 or aarch64.");
    }
    ObjectNode profile = Json.MAPPER.createObjectNode();
    profile.put("defaultAction", "SCMP_ACT_ERRNO");
    // Without its 32-bit relatives.
    profile.putArray("architectures").add(arm ? "SCMP_ARCH_AARCH64" : "SCMP_ARCH_X86_64");
    ArrayNode rules = profile.putArray("syscalls");
    List.of(FILES, MEMORY, PROCESSES, SIGNALS, TIME, WAITING, SOCKETS)
        .forEach(group -> allow(rules, group));
    if (!arm) {
      allow(rules, X86_64);
    }
    conditions(rules);
    return profile;
  }

  private static void conditions(ArrayNode rules) {
    // No namespaces. What clone3 asks for cannot be looked at: libraries fall back to clone.
    ObjectNode clone = allow(rules, List.of("clone"));
    compare(clone, 0, "SCMP_CMP_MASKED_EQ", CLONE_NEW).put("valueTwo", 0);
    ObjectNode clone3 = rule(rules, List.of("clone3"), "SCMP_ACT_ERRNO");
    clone3.put("errnoRet", ENOSYS);
    // No families but these: not AF_VSOCK, AF_ALG, AF_NETLINK, AF_PACKET and whatever comes.
    for (int family : List.of(AF_UNIX, AF_INET, AF_INET6)) {
      compare(allow(rules, List.of("socket")), 0, "SCMP_CMP_EQ", family);
    }
    compare(allow(rules, List.of("socketpair")), 0, "SCMP_CMP_EQ", AF_UNIX);
    // A process may change its own lot only, not the supervisor's, which has the same user.
    for (String own : List.of("prlimit64", "sched_setaffinity", "sched_setscheduler")) {
      compare(allow(rules, List.of(own)), 0, "SCMP_CMP_EQ", 0);
    }
    ObjectNode priority = allow(rules, List.of("setpriority"));
    compare(priority, 0, "SCMP_CMP_EQ", 0);
    compare(priority, 1, "SCMP_CMP_EQ", 0);
  }

  private static ObjectNode allow(ArrayNode rules, List<String> names) {
    return rule(rules, names, "SCMP_ACT_ALLOW");
  }

  private static ObjectNode rule(ArrayNode rules, List<String> names, String action) {
    ObjectNode rule = rules.addObject();
    names.forEach(rule.putArray("names")::add);
    rule.put("action", action);
    rule.putArray("args");
    return rule;
  }

  private static ObjectNode compare(ObjectNode rule, int index, String operator, long value) {
    return ((ArrayNode) rule.get("args"))
        .addObject()
        .put("index", index)
        .put("value", value)
        .put("op", operator);
  }
}
