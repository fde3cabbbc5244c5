package dev.consilium.server.cli;

import dev.consilium.memory.Database;
import dev.consilium.memory.Health;
import dev.consilium.memory.UnavailableException;
import dev.consilium.memory.vectors.Vectors.State;
import dev.consilium.server.config.Config;
import dev.consilium.server.config.Setting;
import dev.consilium.tools.notion.Notion;
import dev.consilium.tools.sandbox.SandboxState;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

/** Looks at each component the way the host uses it. */
final class Examination {
  private static final Duration PATIENCE = Duration.ofSeconds(3);

  private final Config config;

  Examination(Config config) {
    this.config = config;
  }

  List<Finding> findings() {
    return List.of(java(), home(), postgres(), memory(), chroma(), sandbox(), notion(), port());
  }

  private static Finding java() {
    return Finding.found("Java", Runtime.version().toString(), System.getProperty("java.home", ""));
  }

  private Finding home() {
    Path home = config.home();
    try {
      Files.createDirectories(home);
      Path probe = Files.createTempFile(home, "doctor", ".tmp");
      Files.delete(probe);
      long free = Files.getFileStore(home).getUsableSpace() >> 30;
      return Finding.found("Home", free + " GB free", home.toString());
    } catch (IOException e) {
      return new Finding(
          "Home",
          Finding.State.BROKEN,
          "",
          "Cannot write to " + home + ": make it writable, or choose another with --home.");
    }
  }

  private Finding postgres() {
    boolean external = config.databaseUrl().isPresent();
    try (Database database = Databases.lazy(config)) {
      Health health = database.check();
      return health.ok()
          ? Finding.found(
              "PostgreSQL",
              health.version().replace("PostgreSQL ", ""),
              external
                  ? "at " + Setting.DATABASE_URL.variable()
                  : "embedded, in " + config.home().resolve("postgres"))
          : new Finding("PostgreSQL", Finding.State.BROKEN, "", health.detail());
    } catch (IllegalArgumentException e) {
      return new Finding("PostgreSQL", Finding.State.BROKEN, "", String.valueOf(e.getMessage()));
    }
  }

  private Finding memory() {
    try (Database database = Databases.lazy(config)) {
      State state = database.vectors().state();
      String progress =
          "%d of %d vectors in the index, %d passages waiting"
              .formatted(state.indexed(), state.stored(), state.waiting());
      return state.trouble().isEmpty()
          ? Finding.found("Memory", state.model(), progress + "; " + state.index())
          : new Finding(
              "Memory",
              Finding.State.BROKEN,
              state.model(),
              "Found by words only: " + state.trouble() + "; it mends itself when that is back.");
    } catch (UnavailableException | IllegalArgumentException e) {
      return new Finding("Memory", Finding.State.BROKEN, "", "Needs PostgreSQL: see above.");
    }
  }

  private Finding chroma() {
    if (config.search().chroma().isEmpty()) {
      return new Finding(
          "Chroma",
          Finding.State.NOT_USED,
          "",
          "Nothing: set " + Setting.CHROMA_URL.variable() + " to use a server.");
    }
    String url = config.search().chroma().get().toString();
    try {
      String version = get(url.replaceAll("/+$", "") + "/api/v2/version");
      return Finding.found("Chroma", version.replace("\"", "").strip(), url);
    } catch (IOException | IllegalArgumentException e) {
      return new Finding(
          "Chroma",
          Finding.State.NOT_FOUND,
          "",
          "No answer at " + url + ": start it, or unset " + Setting.CHROMA_URL.variable() + ".");
    }
  }

  private Finding sandbox() {
    SandboxState state = SandboxState.of(config.sandbox());
    return state.trouble().isEmpty()
        ? Finding.found(
            "Sandbox",
            "Docker " + state.engine(),
            "%s, runtime %s, image %s, %d containers"
                .formatted(
                    state.where(), state.runtime(), config.sandbox().image(), state.containers()))
        : new Finding("Sandbox", Finding.State.NOT_FOUND, state.engine(), state.trouble());
  }

  private Finding notion() {
    try (Database database = Databases.lazy(config);
        Notion notion = new Notion(config.notion(), database)) {
      Notion.State state = notion.examine().orElse(null);
      if (state == null) {
        return new Finding(
            "Notion",
            Finding.State.NOT_USED,
            "",
            "Nothing: set " + Setting.NOTION_TOKEN.variable() + " to export.");
      }
      return state.trouble().isEmpty()
          ? Finding.found("Notion", state.name(), config.notion().url().toString())
          : new Finding(
              "Notion",
              Finding.State.NOT_FOUND,
              state.name(),
              "No exports: " + String.join(" ", state.trouble()));
    } catch (IllegalArgumentException e) {
      return new Finding("Notion", Finding.State.NOT_FOUND, "", "Needs PostgreSQL: see above.");
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return new Finding("Notion", Finding.State.NOT_FOUND, "", "Interrupted.");
    }
  }

  private Finding port() {
    String address = config.host() + ":" + config.port();
    try (ServerSocket _ =
        new ServerSocket(config.port(), 1, InetAddress.getByName(config.host()))) {
      return Finding.found("Port", address, "free");
    } catch (IOException e) {
      return new Finding(
          "Port",
          Finding.State.NOT_FOUND,
          address,
          "In use: consilium serve runs already, or choose another with --port.");
    }
  }

  private static String get(String url) throws IOException {
    try (HttpClient client = HttpClient.newBuilder().connectTimeout(PATIENCE).build()) {
      HttpResponse<String> response =
          client.send(
              HttpRequest.newBuilder(URI.create(url)).timeout(PATIENCE).build(),
              HttpResponse.BodyHandlers.ofString());
      if (response.statusCode() != 200) {
        throw new IOException("HTTP " + response.statusCode());
      }
      return response.body();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("interrupted", e);
    }
  }
}
