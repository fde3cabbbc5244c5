package dev.consilium.server.cli;

import dev.consilium.memory.UnavailableException;
import dev.consilium.server.config.ConfigException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import picocli.CommandLine;
import picocli.CommandLine.Command;

/** {@code consilium COMMAND}: reads the arguments and runs the command. */
public final class CommandLineInterface {
  private CommandLineInterface() {}

  @Command(
      name = "consilium",
      description = "An MCP server that keeps the work of a team of agents.",
      synopsisSubcommandLabel = "COMMAND",
      mixinStandardHelpOptions = true,
      versionProvider = Version.class,
      footer = {
        "",
        "A flag wins over its environment variable (--port: CONSILIUM_PORT), that over",
        "HOME/consilium.properties (port=8000).",
      })
  static final class Root {}

  /**
   * Runs one command.
   *
   * @param stdout where a command's own output goes; {@code console} is the same as text
   * @return the exit status: 0 done, 1 failed, 2 called wrongly
   */
  public static int run(
      String[] args, InputStream stdin, OutputStream stdout, PrintStream console) {
    CommandLine commandLine =
        new CommandLine(new Root())
            .addSubcommand("serve", new ServeCommand())
            .addSubcommand("stdio", new StdioCommand(stdin, stdout))
            .addSubcommand("doctor", new DoctorCommand(console))
            .addSubcommand(
                "key",
                new CommandLine(new KeyCommand())
                    .addSubcommand("create", new KeyCommand.Create(console))
                    .addSubcommand("list", new KeyCommand.ListKeys(console))
                    .addSubcommand("revoke", new KeyCommand.Revoke(console)));
    commandLine.setOut(new PrintWriter(console, true, StandardCharsets.UTF_8));
    commandLine.setErr(new PrintWriter(System.err, true, StandardCharsets.UTF_8));
    commandLine.setExecutionExceptionHandler(CommandLineInterface::failed);
    if (args.length == 0) {
      commandLine.usage(console);
      return 2;
    }
    return commandLine.execute(args);
  }

  private static int failed(Exception e, CommandLine commandLine, CommandLine.ParseResult parsed)
      throws Exception {
    if (e instanceof ConfigException
        || e instanceof UnavailableException
        || e instanceof CommandException) {
      commandLine.getErr().println("consilium: " + e.getMessage());
      return 1;
    }
    throw e;
  }
}
