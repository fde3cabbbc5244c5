package dev.consilium.memory;

import java.sql.SQLException;
import org.jspecify.annotations.Nullable;

/** What the SQLSTATE of a failure means for the transaction it ended (PostgreSQL, appendix A). */
final class SqlStates {
  static final String UNABLE_TO_CONNECT = "08001";

  private SqlStates() {}

  /** The connection is gone, or the server is going or not yet there. */
  static boolean isConnectionFailure(@Nullable Throwable failure) {
    String state = state(failure);
    return state.startsWith("08")
        || state.equals("57P01")
        || state.equals("57P02")
        || state.equals("57P03");
  }

  /**
   * Another transaction won, or made the same row, or a newer node changed a column's type under a
   * prepared statement, which the driver then prepares anew: this one may succeed when run again.
   */
  static boolean isConflict(@Nullable Throwable failure) {
    String state = state(failure);
    return state.equals("40001")
        || state.equals("40P01")
        || state.equals("23505")
        || state.equals("0A000");
  }

  private static String state(@Nullable Throwable failure) {
    for (Throwable t = failure; t != null; t = t.getCause()) {
      if (t instanceof SQLException e && e.getSQLState() != null) {
        return e.getSQLState();
      }
    }
    return "";
  }
}
