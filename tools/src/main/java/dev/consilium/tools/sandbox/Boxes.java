package dev.consilium.tools.sandbox;

import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Starts containers of the sandbox. The engine and the image are looked for when the first is
 * needed, and again as long as that fails.
 */
final class Boxes implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(Boxes.class);

  private final SandboxConfig config;
  private @Nullable Prepared prepared;
  private @Nullable Engine engine;

  Boxes(SandboxConfig config) {
    this.config = config;
  }

  private record Prepared(Engine engine, Engine.Order order) {}

  /**
   * A new container, ready to run something.
   *
   * @throws SandboxException when there is no engine, no image, or the container does not come up
   */
  Box start() {
    Prepared known = prepared();
    return Box.start(known.engine(), known.order(), config);
  }

  /** Removes what hosts that died left behind, if this one uses the engine at all. */
  void reap() {
    Prepared known;
    synchronized (this) {
      known = prepared;
    }
    if (known != null) {
      try {
        Reaper.reap(known.engine());
      } catch (SandboxException e) {
        log.debug("Nothing was removed", e);
      }
    }
  }

  /** May be called before anything is run, to be ready for it. */
  private synchronized Prepared prepared() {
    Prepared known = prepared;
    if (known == null) {
      known = prepare();
      prepared = known;
    }
    return known;
  }

  private Prepared prepare() {
    Engine found = engine();
    Engine.About about = about(found);
    if (!found.has(config.image())) {
      throw new SandboxException(noImage());
    }
    Reaper.reap(found);
    Walls walls = new Walls(config.limits(), about.architecture(), about.gvisor());
    Map<String, String> labels = Reaper.labels();
    return new Prepared(
        found,
        new Engine.Order(config.image(), Supervisor.entrypoint(config.allowed()), labels, walls));
  }

  private Engine.About about(Engine found) {
    try {
      return found.about();
    } catch (SandboxException e) {
      throw new SandboxException(
          "There is no Docker engine at "
              + found.where()
              + " ("
              + e.getMessage()
              + "). Start one"
              + " (Debian: apt-get install docker.io; scripts/engine does it), or set DOCKER_HOST.",
          e);
    }
  }

  private synchronized Engine engine() {
    Engine known = engine;
    if (known == null) {
      known = new Engine(config.dockerHost());
      engine = known;
    }
    return known;
  }

  /** Pulls the image if it is not there and that is allowed; never within a call. */
  void pullIfAllowed() {
    Engine found = engine();
    if (config.pull() && !found.has(config.image())) {
      log.info("Pulling the sandbox image {}", config.image());
      found.pull(config.image());
    }
  }

  private String noImage() {
    return "The sandbox image "
        + config.image()
        + " is not there. Build it with"
        + " docker/sandbox/build, or set CONSILIUM_SANDBOX_IMAGE to one that the engine has (docker"
        + " images), or let the host pull it at its start with CONSILIUM_SANDBOX_PULL=true.";
  }

  SandboxState state() {
    Engine found = engine();
    try {
      Engine.About about = about(found);
      boolean image = found.has(config.image());
      return new SandboxState(
          about.version(),
          found.where(),
          about.gvisor() ? Walls.GVISOR : "runc",
          image,
          found.list(Reaper.LABEL).size(),
          image ? "" : noImage());
    } catch (SandboxException e) {
      return new SandboxState("", found.where(), "", false, 0, String.valueOf(e.getMessage()));
    }
  }

  @Override
  public synchronized void close() {
    if (engine != null) {
      engine.close();
    }
  }
}
