package dev.consilium.server.operations;

import dev.consilium.memory.Database;
import dev.consilium.memory.embedding.EmbeddingConfig;
import dev.consilium.server.config.Config;
import dev.consilium.server.operations.Dependency.Look;
import dev.consilium.tools.sandbox.Sandbox;
import dev.consilium.tools.sandbox.SandboxState;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import org.jspecify.annotations.Nullable;

/**
 * How the host is. Without its database it can do nothing; without the others it goes on, and says
 * what it goes without.
 */
public final class Health implements AutoCloseable {
  static final String DATABASE = "database";

  private static final Duration PATIENCE = Duration.ofSeconds(2);
  private static final Duration SOON = Duration.ofSeconds(1);
  private static final Duration LATER = Duration.ofSeconds(10);

  /** Each look at a model that others run may have its price. */
  private static final Duration RARELY = Duration.ofMinutes(1);

  private static final int SERVER_ERROR = 500;

  /** Made when it is first needed: what it brings along is a sixth of a start. */
  private @Nullable HttpClient client;

  private final List<Dependency> dependencies;
  private volatile boolean stopping;

  public Health(Config config, Database database, Sandbox sandbox) {
    Optional<URI> chroma = config.search().chroma();
    boolean embeds = !config.search().embedding().equals(EmbeddingConfig.OFF);
    this.dependencies =
        List.of(
            new Dependency(DATABASE, SOON, PATIENCE, () -> version(database)),
            new Dependency(
                "vector_index",
                LATER,
                PATIENCE,
                chroma.isPresent()
                    ? () -> chroma(chroma.get())
                    : embeds ? () -> database.vectors().checkIndex() : Dependency.NOT_CONFIGURED),
            new Dependency("embedding_model", RARELY, PATIENCE, model(config, database, embeds)),
            new Dependency("sandbox", LATER, PATIENCE, () -> sandbox(sandbox)),
            new Dependency("notion", RARELY, PATIENCE, notion(config)));
  }

  Health(List<Dependency> dependencies) {
    this.dependencies = dependencies;
  }

  List<Dependency> dependencies() {
    return dependencies;
  }

  private synchronized HttpClient client() {
    HttpClient open = client;
    if (open == null) {
      open = HttpClient.newBuilder().connectTimeout(PATIENCE).build();
      client = open;
    }
    return open;
  }

  /** From now on balancers shall send nothing new; what is under way is finished. */
  public void stop() {
    stopping = true;
  }

  boolean isStopping() {
    return stopping;
  }

  private static String version(Database database) throws IOException {
    dev.consilium.memory.Health health = database.check();
    if (!health.ok()) {
      throw new IOException(health.detail());
    }
    return health.version();
  }

  private String chroma(URI url) throws IOException, InterruptedException {
    URI heartbeat = URI.create(url.toString().replaceAll("/+$", "") + "/api/v2/heartbeat");
    OptionalInt status = status(heartbeat);
    if (status.orElse(SERVER_ERROR) >= 400) {
      throw new IOException("Chroma answered with HTTP " + status.orElse(0));
    }
    return "Chroma";
  }

  /** One in this process is loaded when it is needed, and does not fail by itself. */
  private static Look model(Config config, Database database, boolean embeds) {
    if (!embeds) {
      return Dependency.NOT_CONFIGURED;
    }
    return config.search().embedding().url().isPresent()
        ? () -> database.vectors().checkModel("ready at " + Instant.now() + "?")
        : () -> config.search().embedding().model() + ", in this process";
  }

  private static String sandbox(Sandbox sandbox) throws IOException {
    SandboxState state = sandbox.state();
    if (!state.trouble().isEmpty()) {
      throw new IOException(state.trouble());
    }
    return "Docker " + state.engine();
  }

  /** Whatever it answers without our token, it is there. */
  private Look notion(Config config) {
    return config.notion().token().isEmpty()
        ? Dependency.NOT_CONFIGURED
        : () -> {
          OptionalInt status = status(config.notion().url());
          if (status.orElse(SERVER_ERROR) >= SERVER_ERROR) {
            throw new IOException("Notion answered with HTTP " + status.orElse(0));
          }
          return "Notion";
        };
  }

  private OptionalInt status(URI uri) throws IOException, InterruptedException {
    HttpRequest request = HttpRequest.newBuilder(uri).timeout(PATIENCE).GET().build();
    return OptionalInt.of(
        client().send(request, HttpResponse.BodyHandlers.discarding()).statusCode());
  }

  @Override
  public synchronized void close() {
    if (client != null) {
      client.shutdownNow();
    }
  }
}
