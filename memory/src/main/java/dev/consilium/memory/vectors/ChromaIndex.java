package dev.consilium.memory.vectors;

import dev.consilium.schemas.json.Json;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * A collection of a Chroma server (API v2, its {@code /openapi.json}). How far it has followed is
 * noted in PostgreSQL under the id that Chroma gave the collection: one that was wiped and made
 * again has another id, and is fed from the beginning.
 */
final class ChromaIndex implements VectorIndex {
  private static final Duration CONNECT = Duration.ofSeconds(1);
  private static final Duration SEARCH = Duration.ofSeconds(1);
  private static final Duration WRITE = Duration.ofSeconds(20);

  /** A server takes about a thousand at once; smaller ones keep it free to answer searches. */
  private static final int BATCH = 200;

  private static final int NOT_FOUND = 404;

  /** As many as a search asks for, so that it finds them. */
  private static final int SEARCHED = 200;

  private final URI base;
  private final String name;
  private final Checkpoints checkpoints;
  private final HttpClient client;
  private final ProjectShares shares = new ProjectShares();
  private volatile @Nullable String collection;

  ChromaIndex(URI url, String name, Checkpoints checkpoints) {
    this.base =
        URI.create(
            url.toString().replaceFirst("/+$", "")
                + "/api/v2/tenants/default_tenant/databases/default_database/");
    this.name = name;
    this.checkpoints = checkpoints;
    this.client =
        HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(CONNECT)
            .build();
  }

  @Override
  public OptionalLong feed() {
    // Asked each time: it may have been wiped since.
    String id = open();
    return checkpoints.take(id);
  }

  private String open() {
    ObjectNode body = Json.MAPPER.createObjectNode().put("name", name).put("get_or_create", true);
    body.putObject("configuration")
        .putObject("hnsw")
        .put("space", "cosine")
        .put("ef_search", SEARCHED);
    String id = post("collections", body, SEARCH).path("id").asString("");
    if (id.isEmpty()) {
      throw new VectorIndexException("Chroma at " + base + " gave the collection no id.");
    }
    collection = id;
    return id;
  }

  private String opened() {
    String id = collection;
    return id == null ? open() : id;
  }

  @Override
  public void apply(List<Entry> entries, List<Long> removed, long checkpoint) {
    String id = opened();
    for (int from = 0; from < entries.size(); from += BATCH) {
      upsert(id, entries.subList(from, Math.min(entries.size(), from + BATCH)));
    }
    for (int from = 0; from < removed.size(); from += BATCH) {
      ObjectNode body = Json.MAPPER.createObjectNode();
      ArrayNode ids = body.putArray("ids");
      removed
          .subList(from, Math.min(removed.size(), from + BATCH))
          .forEach(passage -> ids.add(String.valueOf(passage)));
      JsonNode _ = ofCollection(id, "delete", body, WRITE);
    }
    checkpoints.advance(id, checkpoint);
  }

  private void upsert(String id, List<Entry> entries) {
    ObjectNode body = Json.MAPPER.createObjectNode();
    ArrayNode ids = body.putArray("ids");
    ArrayNode embeddings = body.putArray("embeddings");
    ArrayNode metadatas = body.putArray("metadatas");
    for (Entry entry : entries) {
      ids.add(String.valueOf(entry.passage()));
      embeddings.add(numbers(entry.vector()));
      metadatas.addObject().put("project", entry.project());
    }
    JsonNode _ = ofCollection(id, "upsert", body, WRITE);
  }

  private static ArrayNode numbers(float[] vector) {
    ArrayNode numbers = Json.MAPPER.createArrayNode();
    for (float x : vector) {
      numbers.add(x);
    }
    return numbers;
  }

  @Override
  public void clear() {
    JsonNode _ = send(request("collections/" + name, WRITE).DELETE());
    collection = null;
    String _ = open();
  }

  @Override
  public void drop() {
    // So that it is no failure if it was never there.
    String _ = open();
    JsonNode _ = send(request("collections/" + name, WRITE).DELETE());
    close();
  }

  @Override
  public void refresh() {
    // A server shows what it has.
  }

  /** A filter costs the server time for every vector that passes it, wherever it lies. */
  @Override
  public Map<Long, Double> nearest(float[] query, @Nullable Long project, int count) {
    if (project == null) {
      return cosines(nearest(query(query, count)));
    }
    OptionalInt more = shares.toAsk(project, count);
    if (more.isPresent()) {
      ObjectNode body = query(query, more.getAsInt());
      body.withArray("include").add("metadatas");
      List<Near> all = nearest(body);
      List<Near> own = all.stream().filter(near -> near.project() == project).toList();
      shares.saw(project, own.size(), all.size());
      if (own.size() >= count || all.size() < more.getAsInt()) {
        return cosines(own.subList(0, Math.min(count, own.size())));
      }
    }
    ObjectNode body = query(query, count);
    body.putObject("where").putObject("project").put("$eq", project);
    return cosines(nearest(body));
  }

  private record Near(long passage, long project, double cosine) {}

  private static ObjectNode query(float[] query, int count) {
    ObjectNode body = Json.MAPPER.createObjectNode().put("n_results", count);
    body.putArray("query_embeddings").add(numbers(query));
    body.putArray("include").add("distances");
    return body;
  }

  /** The nearest first. */
  private List<Near> nearest(ObjectNode query) {
    JsonNode answer = ofCollection(opened(), "query", query, SEARCH);
    JsonNode ids = answer.path("ids").path(0);
    JsonNode distances = answer.path("distances").path(0);
    JsonNode metadatas = answer.path("metadatas").path(0);
    List<Near> nearest = new ArrayList<>();
    for (int i = 0; i < ids.size(); i++) {
      nearest.add(
          new Near(
              Long.parseLong(ids.get(i).asString()),
              metadatas.path(i).path("project").asLong(-1),
              1 - distances.path(i).asDouble(1)));
    }
    return nearest;
  }

  private static Map<Long, Double> cosines(List<Near> nearest) {
    return nearest.stream().collect(Collectors.toMap(Near::passage, Near::cosine));
  }

  @Override
  public long count() {
    return send(request("collections/" + opened() + "/count", SEARCH).GET()).asLong();
  }

  @Override
  public String describe() {
    return "Chroma at " + base.resolve("/") + ", collection " + name;
  }

  private JsonNode ofCollection(String id, String operation, ObjectNode body, Duration deadline) {
    return post("collections/" + id + "/" + operation, body, deadline);
  }

  private JsonNode post(String path, ObjectNode body, Duration deadline) {
    return send(
        request(path, deadline)
            .header("Content-Type", "application/json")
            .POST(HttpRequest.BodyPublishers.ofString(body.toString())));
  }

  private HttpRequest.Builder request(String path, Duration deadline) {
    return HttpRequest.newBuilder(base.resolve(path)).timeout(deadline);
  }

  private JsonNode send(HttpRequest.Builder request) {
    HttpRequest built = request.build();
    try {
      HttpResponse<String> response = client.send(built, HttpResponse.BodyHandlers.ofString());
      if (response.statusCode() == NOT_FOUND) {
        collection = null;
      }
      if (response.statusCode() >= 300) {
        throw new VectorIndexException(
            "Chroma answered "
                + response.statusCode()
                + " to "
                + built.uri().getPath()
                + ": "
                + start(response.body()));
      }
      return response.body().isBlank()
          ? Json.MAPPER.nullNode()
          : Json.MAPPER.readTree(response.body());
    } catch (IOException e) {
      throw new VectorIndexException(
          "Chroma at " + base.resolve("/") + " does not answer (" + e + ")", e);
    } catch (JacksonException e) {
      throw new VectorIndexException("Chroma did not answer with JSON", e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new VectorIndexException("Interrupted", e);
    }
  }

  private static String start(String text) {
    return text.length() > 200 ? text.substring(0, 200) + "…" : text;
  }

  @Override
  public void close() {
    client.shutdownNow();
  }
}
