package dev.consilium.memory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.NullMarked;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.postgresql.PGConnection;

/** How long a server may take to answer, and when. */
@NullMarked
class ConnectionSourceTest {
  private static DatabaseConfig config(Path home, Optional<String> url) {
    return new DatabaseConfig(home, url, 1, SearchConfig.WORDS_ONLY, _ -> {});
  }

  private static ServerSocket silent() throws IOException {
    return new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
  }

  private static DatabaseConfig of(Path home, ServerSocket server, String options) {
    return config(
        home,
        Optional.of(
            "postgresql://ann:hidden@127.0.0.1:" + server.getLocalPort() + "/db" + options));
  }

  /** With TLS and without, the first answer comes in other ways. */
  @ParameterizedTest
  @ValueSource(strings = {"?sslmode=disable", "?sslmode=require", "?socketTimeout=3600"})
  @Timeout(value = 30, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
  void aServerThatSaysNothingIsNotWaitedForForEver(String options, @TempDir Path home)
      throws IOException {
    try (ServerSocket silent = silent();
        ConnectionSource source = new ConnectionSource(of(home, silent, options), 1)) {
      assertThatThrownBy(source::getConnection)
          .isInstanceOf(SQLException.class)
          .hasMessage(
              "127.0.0.1:"
                  + silent.getLocalPort()
                  + " accepted the connection but did not answer within 1 s; it hangs, or it is not"
                  + " PostgreSQL.")
          .satisfies(e -> assertThat(SqlStates.isConnectionFailure(e)).isTrue());
    }
  }

  @Test
  void migrationsMayTakeAsLongAsTheyNeed() throws Exception {
    TestDatabase.shared().awaitReady();
    try (ConnectionSource source =
            new ConnectionSource(config(TestDatabase.sharedHome(), Optional.empty()), 1);
        Connection limited = source.getConnection();
        Connection unlimited = source.withoutLimits().getConnection()) {
      assertThat(limits(limited)).isEqualTo("15s 1min 10s consilium");
      assertThat(limits(unlimited)).isEqualTo("0 0 10s consilium");
      assertThat(unlimited.getNetworkTimeout()).isZero();
    }
  }

  private static String limits(Connection connection) throws SQLException {
    try (Statement statement = connection.createStatement();
        ResultSet limits =
            statement.executeQuery(
                """
                SELECT concat_ws(' ', current_setting('statement_timeout'),
                  current_setting('idle_in_transaction_session_timeout'),
                  current_setting('lock_timeout'), current_schema())
                """)) {
      return limits.next() ? limits.getString(1) : "";
    }
  }

  @Test
  @Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
  void whatIsAskedForAfterTheLoginMayTakeLonger() throws Exception {
    long second = TimeUnit.SECONDS.toMillis(1);
    try (ConnectionSource source =
            new ConnectionSource(config(TestDatabase.sharedHome(), Optional.empty()), 1);
        Connection connection = source.getConnection();
        Statement statement = connection.createStatement()) {
      assertThat(connection.getNetworkTimeout()).isZero();
      try (ResultSet slept = statement.executeQuery("SELECT pg_sleep(1.1)::text")) {
        assertThat(slept.next()).isTrue();
      }
      boolean _ = statement.execute("LISTEN nothing_is_said_here");
      long begin = System.nanoTime();
      assertThat(
              connection
                  .unwrap(PGConnection.class)
                  .getNotifications(Math.toIntExact(second + second / 10)))
          .isNullOrEmpty();
      assertThat(TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - begin)).isGreaterThan(second);
      assertThat(connection.isValid(1)).isTrue();
    }
  }

  @Test
  @Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
  void aDatabaseThatSaysNothingIsUnavailable(@TempDir Path home) throws IOException {
    try (ServerSocket silent = silent()) {
      DatabaseConfig config = of(home, silent, "");
      try (Connections connections = new Connections(config, new ConnectionSource(config, 1))) {
        assertThatThrownBy(connections::borrow)
            .isInstanceOf(UnavailableException.class)
            .hasMessageContaining("accepted the connection but did not answer within 1 s")
            .hasMessageContaining("Check CONSILIUM_DATABASE_URL")
            .hasMessageNotContaining("hidden");
      }
    }
  }
}
