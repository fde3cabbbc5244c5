package dev.consilium.server.cli;

import dev.consilium.memory.Change;
import dev.consilium.memory.Changes;
import dev.consilium.memory.Database;
import dev.consilium.server.engine.Engine;

/** New projects, of whatever process, change the list of resources. */
final class ResourceChanges {
  private ResourceChanges() {}

  static Changes.Subscription announce(Database database, Engine engine) {
    return database
        .changes()
        .subscribe(
            Changes.Topic.PROJECTS,
            change -> {
              switch (change) {
                case Change.ProjectCreated _, Change.Resync _ -> engine.resourcesChanged();
                case Change.TaskChanged _, Change.CallChanged _, Change.SessionEnded _ -> {}
              }
            });
  }
}
