package dev.consilium.memory;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.concurrent.locks.ReentrantLock;
import org.flywaydb.core.Flyway;
import org.flywaydb.core.api.FlywayException;
import org.jspecify.annotations.Nullable;

/** The pool, made when it is first needed: server found or started, schema brought up to date. */
final class Connections implements AutoCloseable {
  private static final long WAIT_MILLIS = 10_000;

  /** The newest migration of this build. */
  static final String SCHEMA_VERSION = "22";

  private final DatabaseConfig config;
  private final ReentrantLock starting = new ReentrantLock();
  private final ConnectionSource source;
  private final PoolWaits waits = new PoolWaits();
  private volatile @Nullable FairPool pool;
  private boolean closed;

  Connections(DatabaseConfig config) {
    this(config, new ConnectionSource(config));
  }

  Connections(DatabaseConfig config, ConnectionSource source) {
    this.config = config;
    this.source = source;
  }

  /** A connection of the pool. The caller closes it. */
  FairPool.Borrowed borrow() {
    try {
      return pool().borrow();
    } catch (SQLException e) {
      throw unavailable(e);
    }
  }

  /** A connection of its own, for listening. */
  Connection dedicated() throws SQLException {
    var _ = pool();
    return source.getConnection();
  }

  /** What is in the pool may be broken: the server went away. */
  void evict() {
    FairPool open = pool;
    if (open != null) {
      open.evict();
    }
  }

  void watch(PoolMeter meter) {
    waits.tell(meter);
  }

  PoolState state() {
    FairPool open = pool;
    return open == null ? new PoolState(0, 0, 0, config.maxConnections()) : open.state();
  }

  FairPool pool() {
    FairPool open = pool;
    if (open != null) {
      return open;
    }
    starting.lock();
    try {
      open = pool;
      if (open != null) {
        return open;
      }
      if (closed) {
        throw new UnavailableException("The database is closed.", new IOException("closed"));
      }
      migrate();
      open = new FairPool(source, config.maxConnections(), WAIT_MILLIS, waits);
      pool = open;
      return open;
    } catch (SQLException | FlywayException e) {
      throw unavailable(e);
    } finally {
      starting.unlock();
    }
  }

  private void migrate() throws SQLException {
    try (Connection connection = source.getConnection()) {
      if (isUpToDate(connection)) {
        return;
      }
    }
    config.progress().accept("Bringing the database's schema up to date");
    var _ =
        Flyway.configure()
            .dataSource(source.withoutLimits())
            .schemas(Database.SCHEMA)
            .locations("classpath:db/migration")
            .load()
            .migrate();
  }

  /** Asked first, since Flyway takes half a second to find out that it has nothing to do. */
  private static boolean isUpToDate(Connection connection) throws SQLException {
    try (Statement statement = connection.createStatement();
        ResultSet table =
            statement.executeQuery("SELECT to_regclass('consilium.flyway_schema_history')")) {
      if (!table.next() || table.getString(1) == null) {
        return false;
      }
    }
    try (Statement statement = connection.createStatement();
        ResultSet newest =
            statement.executeQuery(
                "SELECT version FROM consilium.flyway_schema_history WHERE success"
                    + " ORDER BY installed_rank DESC LIMIT 1")) {
      return newest.next() && SCHEMA_VERSION.equals(newest.getString(1));
    }
  }

  String version() {
    try (FairPool.Borrowed borrowed = borrow();
        Statement statement = borrowed.connection().createStatement();
        ResultSet result = statement.executeQuery("SHOW server_version")) {
      return result.next() ? "PostgreSQL " + result.getString(1) : "";
    } catch (SQLException e) {
      throw unavailable(e);
    }
  }

  UnavailableException unavailable(Exception cause) {
    String hint =
        config.url().isPresent()
            ? " Check CONSILIUM_DATABASE_URL and that the server is up."
            : " See consilium doctor.";
    return new UnavailableException(
        "The database cannot be used: " + firstLine(cause) + hint, cause);
  }

  private static String firstLine(Throwable failure) {
    Throwable root = failure;
    while (root.getCause() != null && !(root instanceof SQLException)) {
      root = root.getCause();
    }
    return String.valueOf(root.getMessage()).lines().findFirst().orElse("");
  }

  @Override
  public void close() {
    starting.lock();
    try {
      closed = true;
      FairPool open = pool;
      if (open != null) {
        open.close();
      }
      source.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } finally {
      starting.unlock();
    }
  }
}
