package dev.consilium.server.cli;

import dev.consilium.server.config.Setting;
import java.io.PrintStream;
import java.util.List;

/** What {@code --help} prints. */
record Help(PrintStream out) {
  private static final String ROW = "  %-26s %s%n";

  void ofAll(List<Command> commands) {
    out.println(
        """
        Consilium, an MCP server that keeps the work of a team of agents.

        Usage: consilium COMMAND [FLAG…]
        """);
    for (Command command : commands) {
      out.printf(ROW, called(command), command.description());
    }
    out.println();
    out.printf(ROW, "COMMAND --help", "Show the flags of a command");
    out.printf(ROW, "--version", "Show the version");
    out.println(
        """

        A flag wins over its environment variable (--port: CONSILIUM_PORT), that over
        HOME/consilium.properties (port=8000).\
        """);
  }

  void of(Command command) {
    out.println("Usage: consilium " + called(command) + " [FLAG…]");
    out.println(command.description() + ".");
    out.println();
    for (Setting setting : command.flags()) {
      String fallback =
          setting.fallback().isEmpty() ? "" : " (default: " + setting.fallback() + ")";
      out.printf(ROW, setting.flag() + " VALUE", setting.meaning() + fallback);
    }
  }

  private static String called(Command command) {
    return String.join(" ", command.name(), String.join(" ", command.parameters())).strip();
  }
}
