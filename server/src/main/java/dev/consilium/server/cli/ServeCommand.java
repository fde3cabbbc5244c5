package dev.consilium.server.cli;

import dev.consilium.memory.Database;
import dev.consilium.server.config.Config;
import dev.consilium.server.config.Setting;
import dev.consilium.server.engine.Engine;
import dev.consilium.server.http.HealthRoute;
import dev.consilium.server.security.Admissions;
import dev.consilium.tools.Catalog;
import dev.consilium.transport.http.HttpOptions;
import dev.consilium.transport.http.HttpServer;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code consilium serve}: serves MCP clients over HTTP until it is told to stop. */
@Command(description = "Serve MCP clients over HTTP.", mixinStandardHelpOptions = true)
final class ServeCommand implements Callable<Integer> {
  @Mixin private Options options = new Options();

  @Option(names = "--host", paramLabel = "ADDRESS", description = "Address (default: 127.0.0.1)")
  private @Nullable String host;

  @Option(names = "--port", paramLabel = "PORT", description = "Port (default: 8000)")
  private @Nullable String port;

  @Option(names = "--tools", paramLabel = "SETS", description = "Tool sets to list, or all")
  private @Nullable String tools;

  @Override
  public Integer call() throws Exception {
    options.set(Setting.HOST, host);
    options.set(Setting.PORT, port);
    options.set(Setting.TOOLS, tools);
    Config config = options.config();
    try (Database database = Databases.open(config)) {
      Engine engine =
          new Engine(
              Catalog.of(database),
              config.tools(),
              Version.text(),
              SessionKey.shared(config, database),
              InstantSource.system());
      HttpOptions http =
          HttpOptions.defaults(config.host(), config.port())
              .withLimits(config.maxBodyBytes(), config.maxConnections());
      try (HttpServer server =
              HttpServer.start(
                  http,
                  new Admissions(config, database),
                  engine,
                  List.of(HealthRoute.of(database, Version.text())));
          var _ = ResourceChanges.announce(database, engine)) {
        System.err.println(
            "Consilium " + Version.text() + " listening on " + server.url() + "/mcp");
        if (!config.isLoopback()) {
          System.err.println("Clients need an API key: consilium key create NAME");
        }
        awaitStop(server, database);
      }
    }
    return 0;
  }

  /**
   * SIGTERM and SIGINT run the shutdown hook, which has to see everything closed before it returns.
   */
  private static void awaitStop(HttpServer server, Database database) throws InterruptedException {
    CountDownLatch stop = new CountDownLatch(1);
    Runtime.getRuntime()
        .addShutdownHook(
            new Thread(
                () -> {
                  stop.countDown();
                  server.close();
                  database.close();
                },
                "shutdown"));
    stop.await();
  }
}
