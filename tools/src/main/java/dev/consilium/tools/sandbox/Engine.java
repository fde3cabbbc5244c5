package dev.consilium.tools.sandbox;

import com.github.dockerjava.api.DockerClient;
import com.github.dockerjava.api.async.ResultCallback;
import com.github.dockerjava.api.exception.ConflictException;
import com.github.dockerjava.api.exception.NotFoundException;
import com.github.dockerjava.api.model.Container;
import com.github.dockerjava.api.model.HealthCheck;
import com.github.dockerjava.api.model.Info;
import com.github.dockerjava.api.model.PullResponseItem;
import com.github.dockerjava.core.DefaultDockerClientConfig;
import com.github.dockerjava.core.DockerClientImpl;
import com.github.dockerjava.httpclient5.ApacheDockerHttpClient;
import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReadWriteLock;
import java.util.concurrent.locks.ReentrantReadWriteLock;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A Docker engine. Methods block, no longer than their deadline, and throw {@link
 * SandboxException}.
 */
final class Engine implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(Engine.class);
  private static final Duration PATIENCE = Duration.ofSeconds(20);
  private static final Duration PULL = Duration.ofMinutes(20);

  /** Each running container holds one. */
  private static final int CONNECTIONS = 1_000;

  private final DockerClient client;
  private final String where;

  /** Shared by starts, so that the end waits for them: what was only created would be left. */
  private final ReadWriteLock starts = new ReentrantReadWriteLock();

  private final EngineCalls calls;

  Engine(Optional<String> dockerHost) {
    DefaultDockerClientConfig.Builder builder =
        DefaultDockerClientConfig.createDefaultConfigBuilder();
    dockerHost.ifPresent(builder::withDockerHost);
    DefaultDockerClientConfig config = builder.build();
    where = String.valueOf(config.getDockerHost());
    calls = new EngineCalls(where);
    client =
        DockerClientImpl.getInstance(
            config,
            new ApacheDockerHttpClient.Builder()
                .dockerHost(config.getDockerHost())
                .sslConfig(config.getSSLConfig())
                .maxConnections(CONNECTIONS)
                .connectionTimeout(Duration.ofSeconds(3))
                .build());
  }

  String where() {
    return where;
  }

  /** What the engine says of itself. */
  record About(String version, String architecture, boolean gvisor) {}

  About about() {
    return calls.run(
        "info",
        PATIENCE,
        () -> {
          Info info = client.infoCmd().exec();
          Map<String, ?> runtimes = info.getRuntimes();
          return new About(
              String.valueOf(info.getServerVersion()),
              String.valueOf(info.getArchitecture()),
              runtimes != null && runtimes.containsKey(Walls.GVISOR));
        });
  }

  /** Whether it has the image; refuses one that would bring disks of its own. */
  boolean has(String image) {
    return calls.run(
        "image inspect",
        PATIENCE,
        () -> {
          try {
            var config = client.inspectImageCmd(image).exec().getConfig();
            if (config != null && config.getVolumes() != null && !config.getVolumes().isEmpty()) {
              throw new SandboxException(
                  "The image "
                      + image
                      + " declares volumes, which would be disks without a limit;"
                      + " use one without VOLUME.");
            }
            return true;
          } catch (NotFoundException e) {
            return false;
          }
        });
  }

  void pull(String image) {
    boolean complete =
        calls.run(
            "pull",
            PULL,
            () ->
                client
                    .pullImageCmd(image)
                    .exec(new ResultCallback.Adapter<PullResponseItem>())
                    .awaitCompletion(PULL.toSeconds(), TimeUnit.SECONDS));
    if (!complete) {
      throw new SandboxException(
          "Pulling " + image + " took longer than " + PULL.toMinutes() + " minutes.");
    }
  }

  /** What is started. */
  record Order(String image, List<String> entrypoint, Map<String, String> labels, Walls walls) {}

  /** Creates a container, connects to it, and starts it; it ends with its connection. */
  Attached start(Order order, InputStream stdin, ContainerStream.Ear ear) {
    starts.readLock().lock();
    try {
      if (calls.areOver()) {
        throw new SandboxException("The host stops.");
      }
      return started(order, stdin, ear);
    } finally {
      starts.readLock().unlock();
    }
  }

  private Attached started(Order order, InputStream stdin, ContainerStream.Ear ear) {
    int user = Walls.anyUser();
    String id =
        calls.run(
            "create",
            PATIENCE,
            () ->
                client
                    .createContainerCmd(order.image())
                    .withEntrypoint(order.entrypoint())
                    .withCmd(List.of())
                    .withEnv(List.of())
                    .withUser(user + ":" + user)
                    .withWorkingDir("/work")
                    .withHostName("sandbox")
                    .withNetworkDisabled(true)
                    .withLabels(order.labels())
                    .withHealthcheck(new HealthCheck().withTest(List.of("NONE")))
                    .withStdinOpen(true)
                    .withStdInOnce(true)
                    .withAttachStdin(true)
                    .withAttachStdout(true)
                    .withAttachStderr(false)
                    .withTty(false)
                    .withHostConfig(order.walls().around(user))
                    .exec()
                    .getId());
    ContainerStream stream = new ContainerStream(ear);
    try {
      // Before the start: what a container says without a listener is lost.
      calls.run(
          "attach",
          PATIENCE,
          () ->
              client
                  .attachContainerCmd(id)
                  .withStdIn(stdin)
                  .withStdOut(true)
                  .withStdErr(false)
                  .withFollowStream(true)
                  .exec(stream)
                  .awaitStarted());
      calls.run("start", PATIENCE, () -> client.startContainerCmd(id).exec());
    } catch (SandboxException e) {
      stream.quietClose();
      remove(id);
      throw e;
    }
    return new Attached(id, stream);
  }

  /** A running container and the connection it lives by. */
  final class Attached {
    private final String id;
    private final ContainerStream stream;

    private Attached(String id, ContainerStream stream) {
      this.id = id;
      this.stream = stream;
    }

    String id() {
      return id;
    }

    /** Ends and removes it; returns at once. */
    void end() {
      boolean later =
          calls.later(() -> {
            boolean _ = discard(id);
            stream.quietClose();
          });
      if (!later) {
        // The host stops: the container ends with its connection.
        stream.quietClose();
      }
    }

    /** Whether it was killed for want of memory; asked once it has ended. */
    boolean outOfMemory() {
      return calls.run(
          "events",
          PATIENCE,
          () -> {
            LastEvents events = new LastEvents();
            // Events are there when the container is gone already, and come when it is still going.
            try (var _ =
                client
                    .eventsCmd()
                    .withSince(LastEvents.ALL)
                    .withContainerFilter(id)
                    .withEventFilter(LastEvents.NAMES)
                    .exec(events)) {
              return events.outOfMemory();
            }
          });
    }
  }

  /** A container as the engine lists it. */
  record Listed(String id, Map<String, String> labels, long createdSeconds) {}

  /** All that have the label, running or not. */
  List<Listed> list(String label) {
    return calls.run(
        "list",
        PATIENCE,
        () ->
            client
                .listContainersCmd()
                .withShowAll(true)
                .withLabelFilter(List.of(label))
                .exec()
                .stream()
                .map(Engine::listed)
                .toList());
  }

  private static Listed listed(Container container) {
    return new Listed(container.getId(), Map.copyOf(container.getLabels()), container.getCreated());
  }

  void remove(String id) {
    try {
      boolean _ = calls.run("remove", PATIENCE, () -> discard(id));
    } catch (SandboxException e) {
      left(e);
    }
  }

  /** May take as long as the engine likes. */
  private boolean discard(String id) {
    try {
      client.removeContainerCmd(id).withForce(true).exec();
      return true;
    } catch (NotFoundException | ConflictException e) {
      // Gone already, or going.
      return true;
    } catch (RuntimeException e) {
      left(e);
      return false;
    }
  }

  private static void left(RuntimeException cause) {
    log.warn("A container is left until the next start: {}", cause.getMessage());
  }

  @Override
  public void close() {
    try {
      boolean alone = starts.writeLock().tryLock(5, TimeUnit.SECONDS);
      calls.end();
      if (alone) {
        starts.writeLock().unlock();
      }
      // What is being removed may still need the connection.
      calls.close();
      client.close();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (IOException e) {
      log.debug("The engine's client did not close", e);
    }
  }
}
