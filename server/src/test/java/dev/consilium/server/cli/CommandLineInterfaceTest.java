package dev.consilium.server.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.consilium.memory.fixtures.MigratedHome;
import java.io.ByteArrayOutputStream;
import java.io.InputStream;
import java.io.PrintStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

class CommandLineInterfaceTest {
  @TempDir(factory = MigratedHome.class)
  Path home;

  private record Ended(int status, String out) {}

  private static Ended run(String... args) throws Exception {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    PrintStream console = new PrintStream(out, true, StandardCharsets.UTF_8);
    int status = new CommandLineInterface(InputStream.nullInputStream(), out, console).run(args);
    return new Ended(status, out.toString(StandardCharsets.UTF_8));
  }

  @Test
  void helpNamesCommandsAndFlags() throws Exception {
    assertThat(run("--help").out()).contains("serve", "stdio", "doctor", "key create NAME");
    assertThat(run("serve", "--help").out())
        .contains("--port", "--host", "--home")
        .doesNotContain("--api-key");
    assertThat(run("key", "--help").out()).contains("key list").doesNotContain("doctor");
    assertThat(run("--version")).isEqualTo(new Ended(0, "consilium " + Version.text() + "\n"));
  }

  @Test
  void whatItDoesNotKnowItRefuses() throws Exception {
    assertThat(run("serv")).isEqualTo(new Ended(2, ""));
    assertThat(run()).isEqualTo(new Ended(2, ""));
    assertThat(run("key")).isEqualTo(new Ended(2, ""));
    assertThat(run("key", "create")).isEqualTo(new Ended(2, ""));
    assertThat(run("serve", "--prot", "1")).isEqualTo(new Ended(2, ""));
    assertThat(run("serve", "--port")).isEqualTo(new Ended(2, ""));
    assertThat(run("serve", "now")).isEqualTo(new Ended(2, ""));
    assertThat(run("serve", "--port", "x", "--home", home.toString())).isEqualTo(new Ended(1, ""));
  }

  @Test
  void aPortInUseIsNoReasonForAStackTrace() throws Exception {
    try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      String port = String.valueOf(taken.getLocalPort());

      assertThat(run("serve", "--port", port, "--home", home.toString()))
          .isEqualTo(new Ended(1, ""));
    }
  }

  @Test
  @Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
  void aDatabaseThatSaysNothingIsNotWaitedForForEver() throws Exception {
    try (ServerSocket silent = new ServerSocket(0, 50, InetAddress.getLoopbackAddress())) {
      String url = "postgresql://ann:hidden@127.0.0.1:" + silent.getLocalPort() + "/db";

      assertThat(run("serve", "--port", "0", "--home", home.toString(), "--database-url", url))
          .isEqualTo(new Ended(1, ""));
    }
  }

  @Test
  void keysAreCreatedListedAndRevoked() throws Exception {
    String[] at = {"--home", home.toString()};
    Ended created = run("key", "create", "ann", at[0], at[1]);
    assertThat(created.status()).isZero();
    assertThat(created.out().strip()).startsWith("csl_");
    assertThat(run("key", "create", "ann", at[0], at[1]).status()).isEqualTo(1);

    assertThat(run("key", "list", at[0], at[1]).out())
        .contains("ann")
        .doesNotContain(created.out().strip());
    assertThat(run("key", "revoke", "ann", at[0], at[1]).status()).isZero();
    assertThat(run("key", "revoke", "ann", at[0], at[1]).status()).isEqualTo(1);
    assertThat(run("key", "list", at[0], at[1]).out()).contains("revoked");
  }

  @Test
  void theIndexesOfTheMemoriesAreMadeAnew() throws Exception {
    Ended ended = run("memory", "reindex", "--home", home.toString());
    assertThat(ended.status()).isZero();
    assertThat(ended.out()).contains("0 vectors of e5-small-v2-q");
  }

  @Test
  void theDoctorSeesEveryComponent() throws Exception {
    assertThat(run("doctor", "--home", home.toString()).out())
        .contains("Java", "Home", "PostgreSQL", "Memory", "Chroma", "Sandbox", "Notion", "Port");
  }
}
