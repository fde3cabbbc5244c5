package dev.consilium.memory;

import dev.consilium.memory.postgres.EmbeddedPostgres;
import java.io.IOException;
import java.io.PrintWriter;
import java.net.SocketTimeoutException;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.SQLFeatureNotSupportedException;
import java.time.Duration;
import java.util.logging.Logger;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;
import org.postgresql.PGProperty;
import org.postgresql.ds.PGSimpleDataSource;

/**
 * Opens connections. Where the server is our own and cannot be reached, it is started again first:
 * it may have been killed.
 */
final class ConnectionSource implements DataSource, AutoCloseable {
  private static final int CONNECT_SECONDS = 10;

  /** For each answer that the server owes while somebody logs in. */
  private static final int ANSWER_SECONDS = 10;

  private static final String SESSION_OPTIONS =
      "-c statement_timeout=15s -c lock_timeout=10s -c idle_in_transaction_session_timeout=60s -c plan_cache_mode=force_generic_plan"
          // Whatever is asked for often is in memory. Else a walk through all tasks in their
          // order is taken for cheaper than twenty of a project by its index.
          + " -c random_page_cost=1"
          // Where values are written into statements, a backslash is no more than itself.
          + " -c standard_conforming_strings=on"
          // Compiling a plan takes longer than any of ours runs.
          + " -c jit=off";

  private static final String NO_LIMITS =
      " -c statement_timeout=0 -c idle_in_transaction_session_timeout=0";

  private final @Nullable ExternalUrl external;
  private final @Nullable EmbeddedPostgres embedded;
  private final int answerSeconds;
  private volatile @Nullable Server current;

  /**
   * A server that was found.
   *
   * @param patienceMillis for each answer after the login; 0 for ever
   */
  private record Server(PGSimpleDataSource source, int patienceMillis) {}

  ConnectionSource(DatabaseConfig config) {
    this(config, ANSWER_SECONDS);
  }

  ConnectionSource(DatabaseConfig config, int answerSeconds) {
    this.answerSeconds = answerSeconds;
    external = config.url().map(ExternalUrl::parse).orElse(null);
    embedded =
        external == null
            ? new EmbeddedPostgres(config.home().resolve("postgres"), config.progress())
            : null;
  }

  @Override
  public Connection getConnection() throws SQLException {
    Server known = current;
    if (known != null) {
      try {
        return connect(known);
      } catch (SQLException e) {
        if (embedded == null || !SqlStates.isConnectionFailure(e)) {
          throw e;
        }
      }
    }
    Server fresh = locate();
    current = fresh;
    return connect(fresh);
  }

  /**
   * For migrations, which take as long as their tables are large, while the one who holds their
   * lock is idle. Where the server is was asked just now, so that it answers.
   */
  DataSource withoutLimits() throws SQLException {
    PGSimpleDataSource unlimited = locate().source();
    unlimited.setOptions(SESSION_OPTIONS + NO_LIMITS);
    unlimited.setSocketTimeout(0);
    return unlimited;
  }

  private Connection connect(Server server) throws SQLException {
    Connection connection;
    try {
      connection = server.source().getConnection();
    } catch (SQLException e) {
      if (isSilence(e)) {
        throw new SQLException(
            "%s accepted the connection but did not answer within %d s; it hangs, or it is not PostgreSQL."
                .formatted(addresses(server.source()), answerSeconds),
            SqlStates.UNABLE_TO_CONNECT,
            e);
      }
      throw e;
    }
    // Statements have a limit of their own, and who listens waits for long.
    connection.setNetworkTimeout(Runnable::run, server.patienceMillis());
    return connection;
  }

  /** It was read for in vain; a server that cannot be connected to is told of by the driver. */
  private static boolean isSilence(SQLException failure) {
    return failure.getCause() instanceof SocketTimeoutException e
        && String.valueOf(e.getMessage()).startsWith("Read");
  }

  private static String addresses(PGSimpleDataSource source) {
    String[] hosts = source.getServerNames();
    int[] ports = source.getPortNumbers();
    return IntStream.range(0, hosts.length)
        .mapToObj(i -> hosts[i] + ":" + ports[i])
        .collect(Collectors.joining(", "));
  }

  private Server locate() throws SQLException {
    PGSimpleDataSource source = new PGSimpleDataSource();
    if (external != null) {
      source.setUrl(external.jdbcUrl());
      if (external.user() != null) {
        source.setUser(external.user());
      }
      if (external.password() != null) {
        source.setPassword(external.password());
      }
    } else if (embedded != null) {
      try {
        EmbeddedPostgres.Address address = embedded.ensureRunning();
        source.setServerNames(new String[] {"127.0.0.1"});
        source.setPortNumbers(new int[] {address.port()});
        source.setDatabaseName(EmbeddedPostgres.DATABASE);
        source.setUser(EmbeddedPostgres.USER);
        source.setPassword(address.password());
        // Once our server has ended, anybody may listen at its port. SCRAM sends no password, and
        // has the server prove that it knows it.
        source.setProperty(PGProperty.REQUIRE_AUTH, "scram-sha-256");
      } catch (IOException e) {
        throw new SQLException(
            "PostgreSQL could not be started: " + e.getMessage(), SqlStates.UNABLE_TO_CONNECT, e);
      }
    }
    source.setApplicationName("consilium");
    source.setConnectTimeout(CONNECT_SECONDS);
    int patienceMillis = Math.toIntExact(Duration.ofSeconds(source.getSocketTimeout()).toMillis());
    source.setSocketTimeout(answerSeconds);
    source.setProperty(
        PGProperty.SSL_RESPONSE_TIMEOUT,
        Long.toString(Duration.ofSeconds(answerSeconds).toMillis()));
    source.setTcpKeepAlive(true);
    source.setOptions(SESSION_OPTIONS);
    source.setCurrentSchema(Database.SCHEMA);
    // The stores use the same few statements again and again.
    source.setPrepareThreshold(1);
    return new Server(source, patienceMillis);
  }

  @Override
  public void close() throws IOException {
    if (embedded != null) {
      embedded.close();
    }
  }

  @Override
  public Connection getConnection(String username, String password) throws SQLException {
    throw new SQLFeatureNotSupportedException("the user is configured");
  }

  @Override
  public @Nullable PrintWriter getLogWriter() {
    return null;
  }

  @Override
  public void setLogWriter(@Nullable PrintWriter out) {}

  @Override
  public void setLoginTimeout(int seconds) {}

  @Override
  public int getLoginTimeout() {
    return 0;
  }

  @Override
  public Logger getParentLogger() throws SQLFeatureNotSupportedException {
    throw new SQLFeatureNotSupportedException();
  }

  @Override
  public <T> T unwrap(Class<T> type) throws SQLException {
    throw new SQLException("wraps nothing");
  }

  @Override
  public boolean isWrapperFor(Class<?> type) {
    return false;
  }
}
