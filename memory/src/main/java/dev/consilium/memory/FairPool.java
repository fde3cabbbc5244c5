package dev.consilium.memory;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import com.zaxxer.hikari.HikariPoolMXBean;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.SQLTransientConnectionException;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import javax.sql.DataSource;

/**
 * The pool, with a queue before it: who waits longest goes first. The pool itself gives a
 * connection that comes back to whoever asks at that moment, so that under load some wait for many
 * times as long as most.
 */
final class FairPool implements AutoCloseable {
  private final HikariDataSource pool;
  private final int size;
  private final long turnMillis;
  private final Semaphore turns;
  private final PoolWaits waits;

  /**
   * A pool that connects when it is first asked.
   *
   * @param patienceMillis for a turn, and for a connection
   */
  FairPool(DataSource source, int size, long patienceMillis, PoolWaits waits) {
    this(source, size, patienceMillis, patienceMillis, waits);
  }

  FairPool(DataSource source, int size, long turnMillis, long connectionMillis, PoolWaits waits) {
    HikariConfig config = new HikariConfig();
    config.setPoolName("consilium");
    config.setDataSource(source);
    config.setMaximumPoolSize(size);
    config.setMinimumIdle(1);
    config.setConnectionTimeout(connectionMillis);
    config.setInitializationFailTimeout(-1);
    this.pool = new HikariDataSource(config);
    this.size = size;
    this.turnMillis = turnMillis;
    this.turns = new Semaphore(size, true);
    this.waits = waits;
  }

  /** A connection to be closed, which lets the next one have it. */
  final class Borrowed implements AutoCloseable {
    private final Connection connection;

    private Borrowed(Connection connection) {
      this.connection = connection;
    }

    Connection connection() {
      return connection;
    }

    @Override
    public void close() throws SQLException {
      try {
        connection.close();
      } finally {
        turns.release();
      }
    }
  }

  Borrowed borrow() throws SQLException {
    long asked = System.nanoTime();
    awaitTurn();
    boolean borrowed = false;
    try {
      Borrowed connection = new Borrowed(pool.getConnection());
      borrowed = true;
      waits.acquired(System.nanoTime() - asked);
      return connection;
    } catch (SQLTransientConnectionException e) {
      waits.timedOut();
      throw e;
    } finally {
      if (!borrowed) {
        turns.release();
      }
    }
  }

  private void awaitTurn() throws SQLException {
    try {
      if (!turns.tryAcquire(turnMillis, TimeUnit.MILLISECONDS)) {
        waits.timedOut();
        throw new SQLTransientConnectionException(inVain());
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new SQLException("Interrupted while waiting for a connection", e);
    }
  }

  private String inVain() {
    // Those whose turn it is may wait for a server that is not there.
    return pool.getHikariPoolMXBean().getTotalConnections() == 0
        ? "no connection could be made within %d ms.".formatted(turnMillis)
        : "all of its %d connections were busy for %d ms; raise CONSILIUM_DATABASE_CONNECTIONS, or find the statement that takes long."
            .formatted(size, turnMillis);
  }

  /** What is in the pool may be broken: the server went away. */
  void evict() {
    if (!pool.isClosed()) {
      pool.getHikariPoolMXBean().softEvictConnections();
    }
  }

  PoolState state() {
    if (pool.isClosed()) {
      return new PoolState(0, 0, 0, size);
    }
    HikariPoolMXBean pooled = pool.getHikariPoolMXBean();
    return new PoolState(
        pooled.getActiveConnections(),
        pooled.getIdleConnections(),
        turns.getQueueLength() + pooled.getThreadsAwaitingConnection(),
        size);
  }

  @Override
  public void close() {
    pool.close();
  }
}
