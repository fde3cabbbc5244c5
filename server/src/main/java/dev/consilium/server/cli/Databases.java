package dev.consilium.server.cli;

import dev.consilium.memory.Database;
import dev.consilium.memory.DatabaseConfig;
import dev.consilium.server.config.Config;
import java.io.PrintStream;

/** The database as the configuration names it; what takes time at its start is told on stderr. */
final class Databases {
  private Databases() {}

  /** A database that starts when it is told to or first needed. */
  static Database lazy(Config config) {
    PrintStream stderr = System.err;
    try {
      return new Database(
          new DatabaseConfig(
              config.home(),
              config.databaseUrl(),
              config.databaseConnections(),
              config.search(),
              line -> stderr.println("consilium: " + line),
              config.feedKept()));
    } catch (IllegalArgumentException e) {
      throw new CommandException(String.valueOf(e.getMessage()));
    }
  }
}
