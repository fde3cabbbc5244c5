package dev.consilium.memory;

import dev.consilium.memory.postgres.EmbeddedPostgres;
import java.io.IOException;
import java.io.PrintWriter;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.SQLFeatureNotSupportedException;
import java.util.logging.Logger;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;
import org.postgresql.ds.PGSimpleDataSource;

/**
 * Opens connections. Where the server is our own and cannot be reached, it is started again first:
 * it may have been killed.
 */
final class ConnectionSource implements DataSource, AutoCloseable {
  private static final int CONNECT_SECONDS = 10;
  private static final String SESSION_OPTIONS =
      "-c statement_timeout=15s -c lock_timeout=10s -c idle_in_transaction_session_timeout=60s -c plan_cache_mode=force_generic_plan"
          // Compiling a plan takes longer than any of ours runs.
          + " -c jit=off";

  private final @Nullable ExternalUrl external;
  private final @Nullable EmbeddedPostgres embedded;
  private volatile @Nullable PGSimpleDataSource current;

  ConnectionSource(DatabaseConfig config) {
    external = config.url().map(ExternalUrl::parse).orElse(null);
    embedded =
        external == null
            ? new EmbeddedPostgres(config.home().resolve("postgres"), config.progress())
            : null;
  }

  @Override
  public Connection getConnection() throws SQLException {
    PGSimpleDataSource source = current;
    if (source != null) {
      try {
        return source.getConnection();
      } catch (SQLException e) {
        if (embedded == null || !SqlStates.isConnectionFailure(e)) {
          throw e;
        }
      }
    }
    PGSimpleDataSource fresh = locate();
    current = fresh;
    return fresh.getConnection();
  }

  private PGSimpleDataSource locate() throws SQLException {
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
      } catch (IOException e) {
        throw new SQLException(
            "PostgreSQL could not be started: " + e.getMessage(), SqlStates.UNABLE_TO_CONNECT, e);
      }
    }
    source.setApplicationName("consilium");
    source.setConnectTimeout(CONNECT_SECONDS);
    source.setTcpKeepAlive(true);
    source.setOptions(SESSION_OPTIONS);
    source.setCurrentSchema(Database.SCHEMA);
    // The stores use the same few statements again and again.
    source.setPrepareThreshold(1);
    return source;
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
