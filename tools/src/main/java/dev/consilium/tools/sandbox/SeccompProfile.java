package dev.consilium.tools.sandbox;

import dev.consilium.schemas.json.Json;
import java.util.ArrayList;
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

  private static final int RLIMIT_CORE = 4;
  private static final int AF_UNIX = 1;
  private static final int AF_INET = 2;
  private static final int AF_INET6 = 10;

  private static final String LISTED = Supervisor.source("system-calls.txt");

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
    allow(rules, names(arm));
    conditions(rules);
    return profile;
  }

  private static List<String> names(boolean arm) {
    List<String> names = new ArrayList<>();
    for (String line : LISTED.lines().toList()) {
      if (line.startsWith("# x86_64") && arm) {
        break;
      }
      if (!line.startsWith("#") && !line.isBlank()) {
        names.addAll(List.of(line.split(" ")));
      }
    }
    return names;
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
    for (String own : List.of("sched_setaffinity", "sched_setscheduler")) {
      compare(allow(rules, List.of(own)), 0, "SCMP_CMP_EQ", 0);
    }
    // Limits too, but that of core dumps: see Walls.
    ObjectNode limit = allow(rules, List.of("prlimit64"));
    compare(limit, 0, "SCMP_CMP_EQ", 0);
    compare(limit, 1, "SCMP_CMP_NE", RLIMIT_CORE);
    ObjectNode asked = allow(rules, List.of("prlimit64"));
    compare(asked, 0, "SCMP_CMP_EQ", 0);
    compare(asked, 2, "SCMP_CMP_EQ", 0);
    compare(allow(rules, List.of("setrlimit")), 0, "SCMP_CMP_NE", RLIMIT_CORE);
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
