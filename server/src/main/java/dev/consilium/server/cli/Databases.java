package dev.consilium.server.cli;

import dev.consilium.memory.Database;
import dev.consilium.memory.DatabaseConfig;
import dev.consilium.server.config.Config;
import java.io.PrintStream;

/** The database as the configuration names it; what takes time at its start is told on stderr. */
final class Databases {
  private Databases() {}

  static Database open(Config config) {
    PrintStream stderr = System.err;
    return Database.open(
        new DatabaseConfig(
            config.home(),
            config.databaseUrl(),
            config.databaseConnections(),
            line -> stderr.println("consilium: " + line)));
  }
}
