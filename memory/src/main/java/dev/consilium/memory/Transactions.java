package dev.consilium.memory;

import dev.consilium.memory.audit.AuditOutbox;
import dev.consilium.schemas.json.Json;
import dev.consilium.schemas.work.Span;
import dev.consilium.schemas.work.Work;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jooq.Configuration;
import org.jooq.DSLContext;
import org.jooq.SQLDialect;
import org.jooq.conf.Settings;
import org.jooq.exception.DataAccessException;
import org.jooq.impl.DSL;
import org.jooq.impl.DefaultConfiguration;
import org.jooq.impl.DefaultExecuteListenerProvider;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Runs the work of the stores. A transaction that lost its connection or a conflict before it was
 * committed did nothing, and is run again; one that has an idempotency key is run again even when
 * its commit got lost.
 */
public final class Transactions {
  private static final int ATTEMPTS = 6;

  private static final Logger log = LoggerFactory.getLogger(Transactions.class);

  static final Settings SETTINGS = new Settings().withRenderSchema(false).withExecuteLogging(false);

  private final Connections connections;
  final SharedTransactions shared = new SharedTransactions(this::writeTogether);

  Transactions(Connections connections) {
    this.connections = connections;
  }

  /** Whether so many write at once that what can wait should. */
  public boolean areCrowded() {
    return shared.isCrowded();
  }

  /** Reads; each statement sees what is committed when it begins. */
  public <T extends @Nullable Object> T read(Function<DSLContext, T> work) {
    Span span = begin("read");
    try {
      return read(work, span);
    } catch (RuntimeException e) {
      span.fail(String.valueOf(e.getMessage()));
      throw e;
    } finally {
      span.end();
    }
  }

  private static Span begin(String what) {
    return Work.current().span().begin("database " + what, Span.Kind.INTERNAL);
  }

  private static DSLContext statements(Connection connection, Span span) {
    if (!span.isFollowed()) {
      return DSL.using(connection, SQLDialect.POSTGRES, SETTINGS);
    }
    Configuration followed =
        new DefaultConfiguration()
            .set(connection)
            .set(SQLDialect.POSTGRES)
            .set(SETTINGS)
            .set(new DefaultExecuteListenerProvider(new FollowedStatements(span)));
    FollowedStatements.remember(followed, span);
    return DSL.using(followed);
  }

  private <T extends @Nullable Object> T read(Function<DSLContext, T> work, Span span) {
    for (int attempt = 1; ; attempt++) {
      try (FairPool.Borrowed borrowed = connections.borrow()) {
        return work.apply(statements(borrowed.connection(), span));
      } catch (DataAccessException | SQLException e) {
        againOrThrow(e, attempt);
      }
    }
  }

  /** Writes, all or nothing, where a repeat is harmless by nature. */
  public <T extends @Nullable Object> T write(Function<DSLContext, T> work) {
    return write(work, true);
  }

  /**
   * Writes once for each idempotency key: a repeat gets the answer of the first time. What is
   * written is noted for the audit log.
   *
   * @param operation with {@code request}, tells whether a key is used again for something else
   * @param work may return null: nothing was done, and a repeat shall try again
   */
  public <T> @Nullable T write(
      Write write,
      String operation,
      Object request,
      Class<T> type,
      Function<DSLContext, @Nullable T> work) {
    return alone(write, once(write, operation, request, type, work));
  }

  /**
   * The same for a write that may share a transaction with others.
   *
   * @param foreseen none if it may not
   */
  @SuppressWarnings("unchecked") // Each write ends with what its work returned.
  public <T> @Nullable T write(
      Write write,
      String operation,
      Object request,
      Class<T> type,
      Optional<Foreseen> foreseen,
      Function<DSLContext, @Nullable T> work) {
    Function<DSLContext, @Nullable T> once = once(write, operation, request, type, work);
    // The statements of who is followed are to be seen.
    if (foreseen.isEmpty()
        || !Precondition.NONE.equals(write.precondition())
        || Work.current().span().isFollowed()) {
      return alone(write, once);
    }
    return (T) shared.write(new SharedWrite(write, foreseen.get(), once), () -> alone(write, once));
  }

  private <T> @Nullable T alone(Write write, Function<DSLContext, @Nullable T> once) {
    return this.<@Nullable T>write(once, write.idempotencyKey() != null);
  }

  private <T> Function<DSLContext, @Nullable T> once(
      Write write,
      String operation,
      Object request,
      Class<T> type,
      Function<DSLContext, @Nullable T> work) {
    String key = write.idempotencyKey();
    if (key == null) {
      return dsl -> {
        write.precondition().check(dsl);
        T result = work.apply(dsl);
        if (result != null) {
          note(dsl, write, operation, () -> hash(operation, request));
        }
        return result;
      };
    }
    byte[] hash = hash(operation, request);
    return dsl -> {
      IdempotentWrite once = new IdempotentWrite(dsl, write.principal(), key);
      String stored = once.storedResponse(operation, hash);
      if (stored != null) {
        return Json.MAPPER.readValue(stored, type);
      }
      write.precondition().check(dsl);
      T result = work.apply(dsl);
      if (result != null) {
        once.store(operation, hash, Json.MAPPER.writeValueAsString(result));
        note(dsl, write, operation, () -> hash);
      }
      return result;
    };
  }

  /** Those that it does not end did nothing, and go alone. */
  private void writeTogether(List<SharedWrite> writes) {
    try (FairPool.Borrowed borrowed = connections.borrow()) {
      Connection connection = borrowed.connection();
      connection.setAutoCommit(false);
      SharedTransaction transaction =
          new SharedTransaction(statements(connection, Span.NONE), writes);
      try {
        transaction.run();
        commit(connection, transaction);
        transaction.tell();
      } catch (SQLException | RuntimeException | Error e) {
        rollback(connection, e);
        throw e;
      }
    } catch (UnavailableException e) {
      writes.forEach(write -> write.end(new SharedWrite.End.Failed(e)));
    } catch (SQLException | RuntimeException e) {
      // Whose fault it is shows when they go alone.
      log.debug("{} writes go alone, as they failed together", writes.size(), e);
      if (SqlStates.isConnectionFailure(e)) {
        connections.evict();
      }
    }
  }

  private static void commit(Connection connection, SharedTransaction transaction)
      throws SQLException {
    try {
      transaction.commit();
      // Asks the database only if that was not done yet.
      connection.commit();
    } catch (SQLException | RuntimeException e) {
      if (SqlStates.isConnectionFailure(e)) {
        transaction.tellLost(e);
      }
      throw e;
    }
  }

  private <T extends @Nullable Object> T write(Function<DSLContext, T> work, boolean repeatable) {
    Span span = begin("write");
    try {
      return write(work, repeatable, span);
    } catch (RuntimeException e) {
      span.fail(String.valueOf(e.getMessage()));
      throw e;
    } finally {
      span.end();
    }
  }

  private <T extends @Nullable Object> T write(
      Function<DSLContext, T> work, boolean repeatable, Span span) {
    for (int attempt = 1; ; attempt++) {
      boolean committing = false;
      try (FairPool.Borrowed borrowed = connections.borrow()) {
        Connection connection = borrowed.connection();
        connection.setAutoCommit(false);
        try {
          DSLContext dsl = statements(connection, span);
          LastStatements last = LastStatements.of(dsl);
          T result = work.apply(dsl);
          committing = true;
          last.commit(dsl);
          // Asks the database only if that was not done yet.
          connection.commit();
          return result;
        } catch (RuntimeException | Error e) {
          rollback(connection, e);
          throw e;
        }
      } catch (DataAccessException | SQLException e) {
        if (committing && !repeatable && SqlStates.isConnectionFailure(e)) {
          throw new OutcomeUnknownException(e);
        }
        againOrThrow(e, attempt);
      }
    }
  }

  private static void note(DSLContext dsl, Write write, String operation, Supplier<byte[]> hash) {
    AuditOutbox.done(
        dsl, write.principal(), operation, "", () -> HexFormat.of().formatHex(hash.get()));
  }

  private static void rollback(Connection connection, Throwable reason) {
    try {
      connection.rollback();
    } catch (SQLException e) {
      // The connection is gone, and the transaction with it.
      reason.addSuppressed(e);
    }
  }

  private void againOrThrow(Exception failure, int attempt) {
    if (SqlStates.isConnectionFailure(failure)) {
      connections.evict();
      if (attempt >= ATTEMPTS) {
        throw connections.unavailable(failure);
      }
    } else if (!SqlStates.isConflict(failure) || attempt >= ATTEMPTS) {
      throw failure instanceof RuntimeException e
          ? e
          : new DataAccessException("SQL failed", failure);
    }
  }

  private static byte[] hash(String operation, Object request) {
    try {
      String text = operation + Json.MAPPER.writeValueAsString(request);
      return MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }
}
