package dev.consilium.server.cli;

import dev.consilium.memory.Database;
import dev.consilium.server.config.Config;
import dev.consilium.server.config.Setting;
import dev.consilium.server.engine.Engine;
import dev.consilium.server.engine.LongCalls;
import dev.consilium.server.operations.ObservedRequests;
import dev.consilium.server.operations.ObservedTools;
import dev.consilium.server.operations.RequestMeters;
import dev.consilium.server.operations.ToolMeter;
import dev.consilium.server.operations.Tracer;
import dev.consilium.tools.Catalog;
import dev.consilium.tools.councils.CouncilHost;
import dev.consilium.tools.models.Models;
import dev.consilium.tools.notion.Notion;
import dev.consilium.tools.sandbox.Sandbox;
import dev.consilium.transport.RequestHandler;
import dev.consilium.transport.stdio.StdioServer;
import java.io.InputStream;
import java.io.OutputStream;
import java.time.InstantSource;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** {@code consilium stdio}: serves the MCP client that started this process. */
final class StdioCommand implements Command {
  private final InputStream stdin;
  private final OutputStream stdout;

  StdioCommand(InputStream stdin, OutputStream stdout) {
    this.stdin = stdin;
    this.stdout = stdout;
  }

  @Override
  public String name() {
    return "stdio";
  }

  @Override
  public String description() {
    return "Serve the MCP client that starts it, over stdin and stdout";
  }

  @Override
  public Set<Setting> flags() {
    return EnumSet.of(
        Setting.HOME,
        Setting.TOOLS,
        Setting.DATABASE_URL,
        Setting.DATABASE_CONNECTIONS,
        Setting.MAX_BODY_BYTES,
        Setting.LOG_LEVEL,
        Setting.LOG_FORMAT,
        Setting.OTLP_ENDPOINT);
  }

  @Override
  public int run(Config config, List<String> words) {
    try (Database database = Databases.lazy(config);
        Sandbox sandbox = new Sandbox(config.sandbox(), database.runs());
        Models models = new Models(config.models());
        CouncilHost councils = new CouncilHost(database, models);
        Notion notion = new Notion(config.notion(), database)) {
      Catalog catalog = Catalog.of(database, sandbox, models, notion);
      Runtime.getRuntime()
          .addShutdownHook(
              new Thread(() -> close(councils, sandbox, notion, database), "shutdown"));
      try (Engine engine =
              new Engine(
                  catalog,
                  new LongCalls(database),
                  Optional.empty(),
                  config.tools(),
                  Version.text(),
                  SessionKey.ofProcess(),
                  InstantSource.system(),
                  _ -> Map.of());
          Tracer tracer = Tracers.of(config);
          var _ = ResourceChanges.announce(database, catalog, engine)) {
        // Now, and not before: the first call that needs the database waits for it, the answer to
        // initialize does not.
        database.start();
        councils.start();
        notion.start();
        ObservedTools.all(catalog.tools(), database.audit(), _ -> ToolMeter.NONE);
        RequestHandler observed = new ObservedRequests(engine, tracer, RequestMeters.NONE);
        new StdioServer(stdin, stdout, observed, config.maxBodyBytes()).run();
      }
    }
    return 0;
  }

  private static void close(
      CouncilHost councils, Sandbox sandbox, Notion notion, Database database) {
    councils.close();
    sandbox.close();
    notion.close();
    database.close();
  }
}
