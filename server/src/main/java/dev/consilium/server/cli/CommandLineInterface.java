package dev.consilium.server.cli;

import dev.consilium.memory.Refused;
import dev.consilium.memory.UnavailableException;
import dev.consilium.schemas.json.Names;
import dev.consilium.server.config.Config;
import dev.consilium.server.config.ConfigException;
import dev.consilium.server.config.ConfigSources;
import dev.consilium.server.logging.StderrLogging;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/** {@code consilium COMMAND}: reads the arguments and runs the command. */
public final class CommandLineInterface {
  private static final int DONE = 0;
  private static final int FAILED = 1;
  private static final int CALLED_WRONGLY = 2;

  private final PrintStream console;
  private final List<Command> commands;

  /**
   * The program with its streams.
   *
   * @param stdout where a command's own output goes; {@code console} is the same as text
   */
  public CommandLineInterface(InputStream stdin, OutputStream stdout, PrintStream console) {
    this.console = console;
    this.commands =
        List.of(
            new ServeCommand(CommandLineInterface::listening, StopSignal.ofProcess()),
            new StdioCommand(stdin, stdout),
            new DoctorCommand(console),
            new CreateKey(console),
            new ListKeys(console),
            new RevokeKey(console),
            new ReindexMemory(console),
            new VerifyAudit(console),
            new ListAudit(console));
  }

  private static void listening(String url) {
    System.err.println("Consilium " + Version.text() + " listening on " + url + "/mcp");
  }

  /** Runs one command; returns the exit status. */
  public int run(String... args) throws Exception {
    List<String> words = Arrays.asList(args);
    try {
      if (words.equals(List.of("--version"))) {
        console.println("consilium " + Version.text());
        return DONE;
      }
      Optional<Command> named = named(words);
      if (words.contains("--help") || words.contains("-h") || words.equals(List.of("help"))) {
        Help help = new Help(console);
        named.ifPresentOrElse(help::of, () -> help.ofAll(matching(words)));
        return DONE;
      }
      Command command = named.orElseThrow(() -> unknown(words));
      int length = command.name().split(" ").length;
      Arguments arguments = Arguments.parse(command, words.subList(length, words.size()));
      return command.run(configured(arguments), arguments.words());
    } catch (UsageException e) {
      System.err.println("consilium: " + e.getMessage() + " See: consilium --help");
      return CALLED_WRONGLY;
    } catch (ConfigException | UnavailableException | CommandException | Refused e) {
      System.err.println("consilium: " + e.getMessage());
      return FAILED;
    }
  }

  private Optional<Command> named(List<String> words) {
    String all = String.join(" ", words) + " ";
    return commands.stream().filter(command -> all.startsWith(command.name() + " ")).findFirst();
  }

  /** The commands that begin with the same word, or all. */
  private List<Command> matching(List<String> words) {
    List<Command> family =
        commands.stream().filter(c -> c.name().startsWith(words.getFirst() + " ")).toList();
    return family.isEmpty() ? commands : family;
  }

  private UsageException unknown(List<String> words) {
    if (words.isEmpty()) {
      return new UsageException("Name a command: " + names(commands) + ".");
    }
    List<Command> family = matching(words);
    if (family.size() < commands.size()) {
      return new UsageException("Name one of: " + names(family) + ".");
    }
    String given = words.getFirst();
    return new UsageException(
        "There is no command \""
            + given
            + "\"."
            + Names.didYouMean(given, commands.stream().map(Command::name).toList()));
  }

  private static String names(List<Command> commands) {
    return String.join(", ", commands.stream().map(Command::name).toList());
  }

  private static Config configured(Arguments arguments) {
    Config config =
        ConfigSources.load(
            arguments.flags(), System.getenv(), Path.of(System.getProperty("user.home")));
    StderrLogging.level(config.logLevel());
    if (config.logFormat().equals("json")) {
      StderrLogging.json();
    }
    return config;
  }
}
