package dev.consilium.server.api;

import dev.consilium.memory.Database;
import dev.consilium.schemas.access.Scope;
import dev.consilium.server.http.Described;
import dev.consilium.server.live.LiveConnections;
import dev.consilium.server.live.LiveRoutes;
import dev.consilium.server.metrics.Metrics;
import dev.consilium.server.operations.HealthRoutes;
import dev.consilium.server.outgoing.Outgoing;
import dev.consilium.transport.http.HttpCall;
import dev.consilium.transport.http.HttpRoute;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Webhooks and REST, and their documentation. */
public final class Api {
  private static final List<String> PUBLIC = List.of("/docs", "/redoc", "/openapi.json");

  private final Operations operations;
  private final ApiHandler handler;

  /** Made when it is first asked for, which most hosts never are. */
  private volatile byte @Nullable [] document;

  /**
   * An API on these records.
   *
   * @param scopeChallenge the headers that tell a caller of the scope that is missing
   */
  public Api(
      Database database,
      LiveConnections connections,
      Outgoing outgoing,
      Function<Scope, Map<String, String>> scopeChallenge) {
    operations =
        new Operations(
            Stream.of(
                    new Webhooks(database.tasks()).operations(),
                    new ProjectsResource(database.projects()).operations(),
                    new TaskListsResource(database.tasks()).operations(),
                    new TasksResource(database.tasks()).operations(),
                    new SteeringResource(database.steering()).operations(),
                    new AgentsResource(database.tasks()).operations(),
                    new DecisionsResource(database.decisions()).operations(),
                    new CouncilsResource(database.councils()).operations(),
                    new MemoriesResource(database.memories()).operations(),
                    new LiveResource(connections).operations(),
                    new OutgoingResource(database.webhooks(), outgoing).operations(),
                    new DeliveriesResource(database.webhooks(), outgoing).operations())
                .<Operation<?, ?>>flatMap(List::stream)
                .toList());
    handler = new ApiHandler(operations, scopeChallenge);
  }

  /** Routes beside the operations. */
  private static List<Described> described() {
    return Stream.of(LiveRoutes.described(), HealthRoutes.described(), List.of(Metrics.described()))
        .flatMap(List::stream)
        .toList();
  }

  /** Whether a path says nothing of what is stored. */
  public static boolean isPublic(String path) {
    return PUBLIC.stream().anyMatch(known -> path.equals(known) || path.startsWith(known + "/"));
  }

  public List<HttpRoute> routes() {
    List<HttpRoute> routes = new ArrayList<>();
    routes.add(HttpRoute.prefix("/api/", handler::handle));
    operations.all().stream()
        .map(Operation::path)
        .filter(path -> !path.startsWith("/api/"))
        .distinct()
        .forEach(path -> routes.add(HttpRoute.exact(path, handler::handle)));
    routes.add(HttpRoute.exact("/openapi.json", this::document));
    routes.addAll(new Documentation().routes());
    return routes;
  }

  /** As it is committed. */
  byte[] document() {
    byte[] made = document;
    if (made == null) {
      made =
          (OpenApi.of(operations.all(), described()).toPrettyString() + "\n")
              .getBytes(StandardCharsets.UTF_8);
      document = made;
    }
    return made;
  }

  private void document(HttpCall call) {
    if (!ReadOnly.isAnswered(call)) {
      Thread _ =
          Thread.ofVirtual()
              .start(() -> ReadOnly.answer(call, "application/json", document(), Map.of()));
    }
  }
}
