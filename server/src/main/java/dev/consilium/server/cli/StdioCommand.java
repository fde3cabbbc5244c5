package dev.consilium.server.cli;

import dev.consilium.memory.Database;
import dev.consilium.server.config.Config;
import dev.consilium.server.config.Setting;
import dev.consilium.server.engine.Engine;
import dev.consilium.server.engine.LongCalls;
import dev.consilium.server.logging.StderrLogging;
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
import dev.consilium.transport.local.LocalServer;
import dev.consilium.transport.stdio.StdioServer;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * {@code consilium stdio}: serves the MCP client that started this process, or, at a socket, those
 * whose {@link SharedStdio} connects. Each has an engine of its own; all share the rest.
 */
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
    return "Serve the MCP client that starts it, over stdin and stdout; others at a Unix socket";
  }

  @Override
  public List<String> parameters() {
    return List.of("[SOCKET]");
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
  public int run(Config config, List<String> words) throws Exception {
    if (words.isEmpty()) {
      serve(config, conversation -> conversation.hold(stdin, stdout));
      return 0;
    }
    try (LocalServer server = listen(Path.of(words.getFirst()))) {
      StderrLogging.alsoTo(server.diagnostics());
      serve(config, conversation -> server.run(stdout, conversation));
    }
    return 0;
  }

  private static LocalServer listen(Path socket) {
    try {
      return LocalServer.listen(socket);
    } catch (IOException e) {
      throw new CommandException(
          "Clients cannot share a process at %s (%s). With CONSILIUM_ALONE=1 in its environment each has one of its own."
              .formatted(socket, e.getMessage()));
    }
  }

  /** Holds conversations with one client or with many. */
  private interface Clients {
    void serve(LocalServer.Conversation conversation) throws Exception;
  }

  private void serve(Config config, Clients clients) throws Exception {
    try (Database database = Databases.lazy(config);
        Sandbox sandbox = new Sandbox(config.sandbox(), database.runs());
        Models models = new Models(config.models());
        CouncilHost councils = new CouncilHost(database, models);
        Notion notion = new Notion(config.notion(), database);
        Tracer tracer = Tracers.of(config)) {
      Catalog catalog = Catalog.of(database, sandbox, models, notion);
      ObservedTools.all(catalog.tools(), database.audit(), _ -> ToolMeter.NONE);
      Runtime.getRuntime()
          .addShutdownHook(
              new Thread(() -> close(councils, sandbox, notion, database), "shutdown"));
      AtomicBoolean started = new AtomicBoolean();
      clients.serve((in, out) -> {
        try (Engine engine = engine(config, catalog, database);
            var _ = ResourceChanges.announce(database, catalog, engine)) {
          // Now, and not before: the first call that needs the database waits for it, the answer to
          // initialize does not.
          if (started.compareAndSet(false, true)) {
            database.start();
            councils.start();
            notion.start();
          }
          RequestHandler observed = new ObservedRequests(engine, tracer, RequestMeters.NONE);
          new StdioServer(in, out, observed, config.maxBodyBytes()).run();
        }
      });
    }
  }

  private static Engine engine(Config config, Catalog catalog, Database database) {
    return new Engine(
        catalog,
        new LongCalls(database),
        Optional.empty(),
        config.tools(),
        Version.text(),
        SessionKey.ofProcess(),
        InstantSource.system(),
        _ -> Map.of());
  }

  private static void close(
      CouncilHost councils, Sandbox sandbox, Notion notion, Database database) {
    councils.close();
    sandbox.close();
    notion.close();
    database.close();
  }
}
