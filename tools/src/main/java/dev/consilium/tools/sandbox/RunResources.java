package dev.consilium.tools.sandbox;

import dev.consilium.memory.runs.Run;
import dev.consilium.memory.runs.RunFile;
import dev.consilium.memory.runs.RunStore;
import dev.consilium.schemas.json.Json;
import dev.consilium.schemas.json.Names;
import dev.consilium.tools.ResourceContents;
import dev.consilium.tools.Resources;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ObjectNode;

/** Runs by URI, {@code run://r17}, and the files they left, {@code run://r17/report.pdf}. */
public final class RunResources implements Resources {
  private static final String RUN = "run://";
  private static final String JSON = "application/json";

  private final RunStore runs;

  public RunResources(RunStore runs) {
    this.runs = runs;
  }

  @Override
  public List<Template> templates() {
    return List.of(
        new Template(RUN + "{id}", "run", "Run", "A run of the sandbox, with its code", JSON),
        new Template(
            RUN + "{id}/{+path}",
            "run_file",
            "File of a run",
            "What it left in ./out",
            "application/octet-stream"));
  }

  @Override
  public Optional<ResourceContents> read(String uri) {
    if (!uri.matches(RUN + "r\\d{1,18}(/.+)?")) {
      return Optional.empty();
    }
    int slash = uri.indexOf('/', RUN.length());
    long id = RunText.number(uri.substring(RUN.length(), slash < 0 ? uri.length() : slash));
    if (slash < 0) {
      return runs.find(id)
          .map(run -> new ResourceContents.Text(uri, JSON, json(run).toPrettyString()));
    }
    return path(uri.substring(slash + 1))
        .flatMap(path -> runs.file(id, path))
        .map(file -> contents(uri, file));
  }

  private static Optional<String> path(String encoded) {
    try {
      return Optional.of(URLDecoder.decode(encoded.replace("+", "%2B"), StandardCharsets.UTF_8));
    } catch (IllegalArgumentException e) {
      // No URI that this host made.
      return Optional.empty();
    }
  }

  private static ResourceContents contents(String uri, RunFile file) {
    return MimeTypes.isText(file.mimeType())
        ? new ResourceContents.Text(
            uri, file.mimeType(), new String(file.content(), StandardCharsets.UTF_8))
        : new ResourceContents.Blob(
            uri, file.mimeType(), Base64.getEncoder().encodeToString(file.content()));
  }

  private static ObjectNode json(Run run) {
    ObjectNode json = Json.MAPPER.createObjectNode();
    json.put("id", RunView.id(run.id()));
    json.put("language", run.language());
    json.put("code", run.code());
    json.put("status", Names.of(run.status()));
    put(json, "agent", run.agent());
    put(json, "project", run.project());
    put(json, "task_id", run.taskId());
    put(json, "session", run.session());
    put(json, "started_at", run.startedAt());
    put(json, "ended_at", run.endedAt());
    if (run.resultJson() != null) {
      json.set("result", Json.MAPPER.readTree(run.resultJson()));
    }
    return json;
  }

  private static void put(ObjectNode json, String name, @Nullable Object value) {
    if (value != null) {
      json.put(name, value.toString());
    }
  }
}
