package dev.consilium.server.cli;

import dev.consilium.memory.Database;
import dev.consilium.server.api.Api;
import dev.consilium.server.config.Config;
import dev.consilium.server.config.Setting;
import dev.consilium.server.engine.Engine;
import dev.consilium.server.engine.LongCalls;
import dev.consilium.server.live.LiveFeed;
import dev.consilium.server.live.LiveRoutes;
import dev.consilium.server.outgoing.Outgoing;
import dev.consilium.server.security.Admissions;
import dev.consilium.server.security.Challenges;
import dev.consilium.server.security.ProtectedResource;
import dev.consilium.tools.Catalog;
import dev.consilium.tools.councils.CouncilHost;
import dev.consilium.tools.models.Models;
import dev.consilium.tools.notion.Notion;
import dev.consilium.tools.sandbox.Sandbox;
import dev.consilium.transport.http.HttpOptions;
import dev.consilium.transport.http.HttpRoute;
import dev.consilium.transport.http.HttpServer;
import java.io.IOException;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;

/** {@code consilium serve}: serves MCP clients over HTTP until it is told to stop. */
final class ServeCommand implements Command {
  private final Consumer<String> listening;
  private final StopSignal stop;

  /** Tells its URL once it listens, and serves until the signal. */
  ServeCommand(Consumer<String> listening, StopSignal stop) {
    this.listening = listening;
    this.stop = stop;
  }

  @Override
  public String name() {
    return "serve";
  }

  @Override
  public String description() {
    return "Serve MCP clients over HTTP";
  }

  @Override
  public Set<Setting> flags() {
    return EnumSet.complementOf(EnumSet.copyOf(Setting.SECRETS));
  }

  @Override
  public int run(Config config, List<String> words) throws Exception {
    try (Database database = Databases.lazy(config);
        Sandbox sandbox = new Sandbox(config.sandbox(), database.runs());
        Models models = new Models(config.models());
        CouncilHost councils = new CouncilHost(database, models);
        Notion notion = new Notion(config.notion(), database);
        Outgoing outgoing = new Outgoing(config.outgoing(), database)) {
      Catalog catalog = Catalog.of(database, sandbox, models, notion);
      Challenges challenges = new Challenges(config.oauth());
      Engine engine =
          new Engine(
              catalog,
              new LongCalls(database),
              Optional.of(database),
              config.tools(),
              Version.text(),
              SessionKey.shared(config, database),
              InstantSource.system(),
              challenges::insufficient);
      HttpOptions http =
          HttpOptions.defaults(config.host(), config.port())
              .withLimits(config.maxBodyBytes(), config.maxConnections());
      database.start();
      sandbox.start();
      councils.start();
      notion.start();
      try (LiveFeed live = new LiveFeed(database);
          Operations operations = new Operations(config, database, sandbox, catalog, engine);
          HttpServer server =
              listen(http, config, database, engine, challenges, operations, live, outgoing);
          var _ = ResourceChanges.announce(database, catalog, engine)) {
        operations.watch(server);
        operations.watch(live, outgoing);
        listening.accept(server.url());
        if (!config.isLoopback()) {
          System.err.println("Clients need an API key: consilium key create NAME");
        }
        // The sandbox before the server, which waits for the answers to what runs.
        stop.await(
            operations::stop,
            engine::close,
            councils::close,
            sandbox::close,
            notion::close,
            outgoing::close,
            server::close,
            live::close,
            operations::close,
            database::close);
      }
    }
    return 0;
  }

  private static HttpServer listen(
      HttpOptions http,
      Config config,
      Database database,
      Engine engine,
      Challenges challenges,
      Operations operations,
      LiveFeed live,
      Outgoing outgoing) {
    List<HttpRoute> routes = new ArrayList<>(operations.routes());
    routes.addAll(
        new Api(database, live.connections(), outgoing, challenges::insufficient).routes());
    routes.addAll(LiveRoutes.http(live));
    config.oauth().ifPresent(oauth -> routes.addAll(ProtectedResource.routes(oauth)));
    try {
      HttpServer server =
          HttpServer.start(
              http,
              operations.observed(new Admissions(config, database, challenges)),
              operations.observed(engine),
              operations.observed(routes),
              LiveRoutes.sockets(live, database));
      live.start();
      outgoing.start();
      return server;
    } catch (IOException e) {
      throw new CommandException(String.valueOf(e.getMessage()));
    }
  }
}
