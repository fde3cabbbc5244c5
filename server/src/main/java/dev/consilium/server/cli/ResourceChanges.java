package dev.consilium.server.cli;

import dev.consilium.memory.Change;
import dev.consilium.memory.Changes;
import dev.consilium.memory.Database;
import dev.consilium.server.engine.Engine;
import dev.consilium.tools.Catalog;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;

/** Tells clients what any process changed: the list of resources, and those they subscribed to. */
final class ResourceChanges implements AutoCloseable {
  private final Queue<Changes.Subscription> subscriptions = new ConcurrentLinkedQueue<>();

  private ResourceChanges() {}

  static ResourceChanges announce(Database database, Catalog catalog, Engine engine) {
    ResourceChanges announced = new ResourceChanges();
    announced.subscriptions.add(
        database
            .changes()
            .subscribePatiently(Changes.Topic.PROJECTS, _ -> engine.resourcesChanged()));
    // Everything that changes is told to whoever listens, so nobody does before it is needed.
    engine.whenResourcesAreWatched(() ->
        List.of(Changes.Topic.TASKS, Changes.Topic.RECORDS)
            .forEach(topic ->
                announced.subscriptions.add(
                    database
                        .changes()
                        .subscribePatiently(topic, change -> tell(change, catalog, engine)))));
    return announced;
  }

  private static void tell(Change change, Catalog catalog, Engine engine) {
    catalog.resources().changedBy(change).forEach(engine::resourceUpdated);
  }

  @Override
  public void close() {
    subscriptions.forEach(Changes.Subscription::close);
  }
}
