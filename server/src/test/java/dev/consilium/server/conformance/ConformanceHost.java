package dev.consilium.server.conformance;

import dev.consilium.memory.Database;
import dev.consilium.memory.DatabaseConfig;
import dev.consilium.memory.SearchConfig;
import dev.consilium.memory.fixtures.HomeTemplate;
import dev.consilium.server.config.Config;
import dev.consilium.server.config.ConfigSources;
import dev.consilium.server.config.Setting;
import dev.consilium.server.engine.Engine;
import dev.consilium.server.engine.LongCalls;
import dev.consilium.server.security.Admissions;
import dev.consilium.server.security.Challenges;
import dev.consilium.tools.Catalog;
import dev.consilium.tools.RegisteredTool;
import dev.consilium.tools.ToolRegistry;
import dev.consilium.tools.ToolSelection;
import dev.consilium.transport.http.HttpOptions;
import dev.consilium.transport.http.HttpServer;
import dev.consilium.transport.stdio.StdioServer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import org.jspecify.annotations.NullMarked;

/**
 * The product's engine and transports with the tools, resources and prompts that the conformance
 * suite asks for. {@code ConformanceHost PORT} serves HTTP and prints its URL, {@code
 * ConformanceHost stdio} serves its standard streams.
 */
@NullMarked
public final class ConformanceHost {
  private ConformanceHost() {}

  /** An engine of the fixture. */
  public static Engine engine(Database database) {
    byte[] key = new byte[32];
    new SecureRandom().nextBytes(key);
    EngineChanges changes = new EngineChanges();
    Engine engine = engine(database, FixtureTools.all(changes), key, Optional.empty());
    changes.engine = engine;
    return engine;
  }

  /** An engine with these tools, one of the nodes on the shared database. */
  static Engine engine(
      Database database, List<RegisteredTool> tools, byte[] key, Optional<Database> shared) {
    return new Engine(
        new Catalog(new ToolRegistry(tools), new FixtureResources(), FixturePrompts.all()),
        new LongCalls(database),
        shared,
        ToolSelection.parse("all"),
        "1.0.0",
        key,
        InstantSource.system(),
        _ -> Map.of());
  }

  /** Serves HTTP on a port of loopback; 0 takes a free one. */
  public static HttpServer serve(Database database, Path home, int port) throws Exception {
    return serve(database, home, port, engine(database));
  }

  static HttpServer serve(Database database, Path home, int port, Engine engine) throws Exception {
    Config config =
        ConfigSources.load(
            Map.of(Setting.HOME, home.toString(), Setting.PORT, String.valueOf(port)),
            Map.of(),
            home);
    return HttpServer.start(
        HttpOptions.defaults(config.host(), config.port()),
        new Admissions(config, database, new Challenges(config.oauth())),
        engine,
        List.of());
  }

  @SuppressWarnings("SystemOut")
  public static void main(String[] args) throws Exception {
    Path home = HomeTemplate.fill(Files.createTempDirectory("consilium-conformance"));
    // It starts when a call becomes a task, or before a client is told where to connect.
    Database database =
        new Database(new DatabaseConfig(home, Optional.empty(), 4, SearchConfig.DEFAULT, _ -> {}));
    Runtime.getRuntime().addShutdownHook(new Thread(database::close));
    if (args[0].equals("stdio")) {
      new StdioServer(System.in, System.out, engine(database), 4 << 20).run();
      return;
    }
    database.awaitReady();
    try (HttpServer server = serve(database, home, Integer.parseInt(args[0]))) {
      System.out.println(server.url() + "/mcp");
      new CountDownLatch(1).await();
    }
  }
}
