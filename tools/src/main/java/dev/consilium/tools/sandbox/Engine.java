package dev.consilium.tools.sandbox;

import com.github.dockerjava.api.DockerClient;
import com.github.dockerjava.api.async.ResultCallback;
import com.github.dockerjava.api.exception.ConflictException;
import com.github.dockerjava.api.exception.NotFoundException;
import com.github.dockerjava.api.model.Container;
import com.github.dockerjava.api.model.Frame;
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
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.ReadWriteLock;
import java.util.concurrent.locks.ReentrantReadWriteLock;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A Docker engine. Every call has a deadline of its own, since the client's are ignored on unix
 * sockets, and runs on a platform thread, since it may block one. Methods throw {@link
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

  private final ExecutorService threads =
      Executors.newCachedThreadPool(
          Thread.ofPlatform().daemon().name("sandbox-engine-", 0).factory());

  Engine(Optional<String> dockerHost) {
    DefaultDockerClientConfig.Builder builder =
        DefaultDockerClientConfig.createDefaultConfigBuilder();
    dockerHost.ifPresent(builder::withDockerHost);
    DefaultDockerClientConfig config = builder.build();
    where = String.valueOf(config.getDockerHost());
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
    return call(
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
    return call(
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
        call(
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

  /** Hears what a container says; called on a thread of its stream. */
  interface Ear {
    /** The piece may be kept. */
    void stdout(byte[] piece);

    /** Nothing more will come; {@code cause} says why, if it broke. */
    void ended(@Nullable Throwable cause);
  }

  /** What is started. */
  record Order(String image, List<String> entrypoint, Map<String, String> labels, Walls walls) {}

  /** Creates a container, connects to it, and starts it; it ends with its connection. */
  Attached start(Order order, InputStream stdin, Ear ear) {
    starts.readLock().lock();
    try {
      if (threads.isShutdown()) {
        throw new SandboxException("The host stops.");
      }
      return started(order, stdin, ear);
    } finally {
      starts.readLock().unlock();
    }
  }

  private Attached started(Order order, InputStream stdin, Ear ear) {
    int user = Walls.anyUser();
    String id =
        call(
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
    Stream stream = new Stream(ear);
    try {
      // Before the start: what a container says without a listener is lost.
      call(
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
      call("start", PATIENCE, () -> client.startContainerCmd(id).exec());
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
    private final Stream stream;

    private Attached(String id, Stream stream) {
      this.id = id;
      this.stream = stream;
    }

    String id() {
      return id;
    }

    /** Ends and removes it; returns at once. */
    void end() {
      try {
        var _ =
            threads.submit(() -> {
              discard(id);
              stream.quietClose();
            });
      } catch (RejectedExecutionException e) {
        // The host stops: the container ends with its connection.
        stream.quietClose();
      }
    }

    /** Whether it was killed for want of memory; empty when nobody knows any more. */
    Optional<Boolean> outOfMemory() {
      return call(
          "inspect",
          PATIENCE,
          () -> {
            try {
              return Optional.ofNullable(
                  client.inspectContainerCmd(id).exec().getState().getOOMKilled());
            } catch (NotFoundException e) {
              return Optional.empty();
            }
          });
    }
  }

  private static final class Stream extends ResultCallback.Adapter<Frame> {
    private final Ear ear;

    Stream(Ear ear) {
      this.ear = ear;
    }

    @Override
    public void onNext(Frame frame) {
      // The array is used again for the next frame.
      ear.stdout(frame.getPayload().clone());
    }

    @Override
    public void onError(Throwable cause) {
      // Without the adapter's logging: that a connection ends with its container is no error.
      ear.ended(cause);
      quietClose();
    }

    @Override
    public void onComplete() {
      super.onComplete();
      ear.ended(null);
    }

    void quietClose() {
      try {
        close();
      } catch (IOException e) {
        log.debug("The stream of a container did not close", e);
      }
    }
  }

  /** A container as the engine lists it. */
  record Listed(String id, Map<String, String> labels, long createdSeconds) {}

  /** All that have the label, running or not. */
  List<Listed> list(String label) {
    return call(
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
      boolean _ = call("remove", PATIENCE, () -> discard(id));
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

  private <T extends @Nullable Object> T call(String name, Duration deadline, Callable<T> work) {
    Future<T> future = threads.submit(work);
    try {
      return future.get(deadline.toMillis(), TimeUnit.MILLISECONDS);
    } catch (TimeoutException e) {
      future.cancel(true);
      throw new SandboxException(
          "The Docker engine at "
              + where
              + " did not answer to \""
              + name
              + "\" within "
              + deadline.toSeconds()
              + " s; look at its logs, or restart it.",
          e);
    } catch (InterruptedException e) {
      future.cancel(true);
      Thread.currentThread().interrupt();
      throw new SandboxException("Interrupted", e);
    } catch (ExecutionException e) {
      if (e.getCause() instanceof SandboxException known) {
        throw known;
      }
      throw new SandboxException(
          "The Docker engine at " + where + " failed at \"" + name + "\": " + reason(e.getCause()),
          e.getCause());
    }
  }

  private static String reason(@Nullable Throwable cause) {
    Throwable root = cause;
    while (root != null && root.getCause() != null) {
      root = root.getCause();
    }
    return root == null ? "" : String.valueOf(root.getMessage()).strip();
  }

  @Override
  public void close() {
    try {
      boolean alone = starts.writeLock().tryLock(5, TimeUnit.SECONDS);
      threads.shutdown();
      if (alone) {
        starts.writeLock().unlock();
      }
      // What is being removed may still need the connection.
      boolean _ = threads.awaitTermination(5, TimeUnit.SECONDS);
      client.close();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (IOException e) {
      log.debug("The engine's client did not close", e);
    }
  }
}
