package dev.consilium.server.cli;

import dev.consilium.memory.Database;
import dev.consilium.server.config.Config;
import dev.consilium.server.config.Setting;
import dev.consilium.server.engine.Engine;
import dev.consilium.tools.Catalog;
import dev.consilium.transport.stdio.StdioServer;
import java.io.InputStream;
import java.io.OutputStream;
import java.time.InstantSource;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code consilium stdio}: serves the MCP client that started this process. */
@Command(
    description = "Serve one MCP client over stdin and stdout.",
    mixinStandardHelpOptions = true)
final class StdioCommand implements Callable<Integer> {
  private final InputStream stdin;
  private final OutputStream stdout;

  @Mixin private Options options = new Options();

  @Option(names = "--tools", paramLabel = "SETS", description = "Tool sets to list, or all")
  private @Nullable String tools;

  StdioCommand(InputStream stdin, OutputStream stdout) {
    this.stdin = stdin;
    this.stdout = stdout;
  }

  @Override
  public Integer call() {
    options.set(Setting.TOOLS, tools);
    Config config = options.config();
    // The database starts beside the conversation: the first call that needs it waits for it.
    try (Database database = Databases.open(config)) {
      Engine engine =
          new Engine(
              Catalog.of(database),
              config.tools(),
              Version.text(),
              SessionKey.unused(),
              InstantSource.system());
      Runtime.getRuntime().addShutdownHook(new Thread(database::close, "shutdown"));
      try (var _ = ResourceChanges.announce(database, engine)) {
        new StdioServer(stdin, stdout, engine, config.maxBodyBytes()).run();
      }
    }
    return 0;
  }
}
