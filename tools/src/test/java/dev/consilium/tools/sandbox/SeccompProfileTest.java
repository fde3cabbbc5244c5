package dev.consilium.tools.sandbox;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

class SeccompProfileTest {
  private static final Path PROFILES = Path.of("..", "docker", "sandbox", "seccomp");

  @ParameterizedTest
  @ValueSource(strings = {"x86_64", "aarch64"})
  void profileIsTheCommittedOne(String architecture) throws IOException {
    String profile = SeccompProfile.of(architecture).toPrettyString() + "\n";
    Path committed = PROFILES.resolve(architecture + ".json");
    if (Boolean.getBoolean("contracts.update")) {
      Files.writeString(committed, profile);
    }

    assertThat(Files.readString(committed))
        .as("write it anew with ./mvnw test -Dcontracts.update=true")
        .isEqualTo(profile);
  }

  @ParameterizedTest
  @ValueSource(strings = {"x86_64", "aarch64"})
  void eachCallIsNamedOnceButForThoseWithConditions(String architecture) {
    Set<String> seen = new HashSet<>();
    for (JsonNode rule : SeccompProfile.of(architecture).path("syscalls")) {
      for (JsonNode name : rule.path("names")) {
        assertThat(
                seen.add(name.asString())
                    || List.of("socket", "prlimit64").contains(name.asString()))
            .as(name.asString())
            .isTrue();
      }
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "ptrace",
        "process_vm_readv",
        "process_vm_writev",
        "io_uring_setup",
        "io_uring_enter",
        "add_key",
        "keyctl",
        "request_key",
        "bpf",
        "perf_event_open",
        "userfaultfd",
        "unshare",
        "setns",
        "mount",
        "umount2",
        "pivot_root",
        "chroot",
        "init_module",
        "kexec_load",
        "open_by_handle_at",
        "pidfd_getfd",
        "kcmp",
        "socketcall",
        "personality",
        "seccomp"
      })
  void closed(String name) {
    for (String architecture : Set.of("x86_64", "aarch64")) {
      assertThat(SeccompProfile.of(architecture).toString()).doesNotContain('"' + name + '"');
    }
  }

  @Test
  void unknownArchitecture() {
    assertThatThrownBy(() -> SeccompProfile.of("riscv64"))
        .isInstanceOf(SandboxException.class)
        .hasMessageContaining("riscv64");
  }
}
