package dev.consilium.server.cli;

import com.zaxxer.hikari.HikariDataSource;
import dev.consilium.memory.Database;
import dev.consilium.server.config.Config;
import dev.consilium.server.config.ConfigSources;
import dev.consilium.server.config.Setting;
import dev.consilium.server.engine.Engine;
import dev.consilium.server.engine.LongCalls;
import dev.consilium.server.security.Admissions;
import dev.consilium.server.security.Challenges;
import dev.consilium.tools.Catalog;
import dev.consilium.tools.ResourceContents;
import dev.consilium.tools.Resources;
import dev.consilium.tools.ToolRegistry;
import dev.consilium.tools.ToolSelection;
import dev.consilium.tools.sandbox.Sandbox;
import dev.consilium.transport.http.HttpOptions;
import dev.consilium.transport.http.HttpServer;
import dev.consilium.transport.stdio.StdioServer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import org.jspecify.annotations.NullMarked;

/**
 * The product's engine and transports, observed and guarded as {@code serve} has them, with the
 * tools by which hosts are compared. {@code BenchHost} serves HTTP on {@code $PORT}, {@code
 * BenchHost stdio} its standard streams; {@code task_status} writes to the table of that name at
 * {@code $BENCH_URL}, or at {@code $PGPORT}.
 */
@NullMarked
public final class BenchHost {
  private static final int CONNECTIONS = 10;

  private BenchHost() {}

  @SuppressWarnings("SystemOut")
  public static void main(String[] args) throws Exception {
    Map<String, String> environment = System.getenv();
    Path home = Files.createTempDirectory("consilium-bench");
    Config config =
        ConfigSources.load(
            Map.of(
                Setting.HOME,
                home.toString(),
                Setting.PORT,
                environment.getOrDefault("PORT", "0"),
                Setting.MAX_CONNECTIONS,
                environment.getOrDefault("BENCH_CONNECTIONS", "10000")),
            Map.of(),
            home);
    // Nothing starts it, as no tool asks for it.
    Database unused = Databases.lazy(config);
    BenchTools.Announce announce = new BenchTools.Announce();
    HikariDataSource table = new HikariDataSource();
    table.setJdbcUrl(
        environment.getOrDefault(
            "BENCH_URL",
            "jdbc:postgresql://127.0.0.1:%s/bench?user=bench"
                .formatted(environment.getOrDefault("PGPORT", "5432"))));
    table.setMaximumPoolSize(CONNECTIONS);
    Catalog catalog =
        new Catalog(
            new ToolRegistry(BenchTools.all(table, announce)), new NoResources(), List.of());
    Engine engine =
        new Engine(
            catalog,
            new LongCalls(unused),
            Optional.empty(),
            ToolSelection.parse("all"),
            Version.text(),
            SessionKey.ofProcess(),
            InstantSource.system(),
            _ -> Map.of());
    announce.engine = engine;
    Sandbox sandbox = new Sandbox(config.sandbox(), unused.runs());
    Operations operations = new Operations(config, unused, sandbox, catalog, engine);
    if (args.length > 0 && args[0].equals("stdio")) {
      new StdioServer(System.in, System.out, operations.observed(engine), config.maxBodyBytes())
          .run();
      System.exit(0);
    }
    try (HttpServer server =
        HttpServer.start(
            HttpOptions.defaults(config.host(), config.port())
                .withLimits(config.maxBodyBytes(), config.maxConnections()),
            operations.observed(new Admissions(config, unused, new Challenges(config.oauth()))),
            operations.observed(engine),
            operations.observed(operations.routes()))) {
      operations.watch(server);
      System.out.println(server.url() + "/mcp");
      new CountDownLatch(1).await();
    }
  }

  private static final class NoResources implements Resources {
    @Override
    public List<Template> templates() {
      return List.of();
    }

    @Override
    public Optional<ResourceContents> read(String uri) {
      return Optional.empty();
    }
  }
}
