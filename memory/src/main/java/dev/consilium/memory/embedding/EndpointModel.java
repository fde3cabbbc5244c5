package dev.consilium.memory.embedding;

import dev.consilium.schemas.json.Json;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** A model behind an OpenAI-compatible API: {@code POST /embeddings}. */
final class EndpointModel implements EmbeddingModel {
  private static final Duration CONNECT = Duration.ofSeconds(5);
  private static final Duration ANSWER = Duration.ofSeconds(60);
  private static final Duration QUERY_ANSWER = Duration.ofSeconds(5);
  private static final int BATCH = 64;

  /** Bad request, content too large, unprocessable: another text may do. */
  private static final Set<Integer> REFUSED = Set.of(400, 413, 422);

  /** As their models want to be told what a text is for. */
  private static final String E5 = "e5";

  private final URI url;
  private final String model;
  private final Optional<String> apiKey;
  private final HttpClient client;

  EndpointModel(URI base, String model, Optional<String> apiKey) {
    this.url = URI.create(base.toString().replaceFirst("/+$", "") + "/embeddings");
    this.model = model;
    this.apiKey = apiKey;
    this.client = HttpClient.newBuilder().connectTimeout(CONNECT).build();
  }

  @Override
  public String name() {
    return model;
  }

  @Override
  public List<float[]> passages(List<String> texts) {
    List<float[]> vectors = new ArrayList<>();
    for (int from = 0; from < texts.size(); from += BATCH) {
      vectors.addAll(
          embed(
              texts.subList(from, Math.min(texts.size(), from + BATCH)).stream()
                  .map(text -> prefixed("passage: ", text))
                  .toList(),
              ANSWER));
    }
    return vectors;
  }

  @Override
  public float[] query(String text) {
    return embed(List.of(prefixed("query: ", text)), QUERY_ANSWER).getFirst();
  }

  private String prefixed(String prefix, String text) {
    return model.contains(E5) ? prefix + text : text;
  }

  private List<float[]> embed(List<String> texts, Duration deadline) {
    ObjectNode body = Json.MAPPER.createObjectNode().put("model", model);
    ArrayNode input = body.putArray("input");
    texts.forEach(input::add);
    body.put("encoding_format", "float");
    HttpRequest.Builder request =
        HttpRequest.newBuilder(url)
            .timeout(deadline)
            .header("Content-Type", "application/json")
            .POST(HttpRequest.BodyPublishers.ofString(body.toString()));
    apiKey.ifPresent(key -> request.header("Authorization", "Bearer " + key));
    try {
      HttpResponse<String> response =
          client.send(request.build(), HttpResponse.BodyHandlers.ofString());
      if (REFUSED.contains(response.statusCode())) {
        throw new TextRefusedException(url + " refused the text (" + response.statusCode() + ").");
      }
      if (response.statusCode() != 200) {
        throw new EmbeddingException(
            url
                + " answered "
                + response.statusCode()
                + "; see embedding_url, embedding_model "
                + "and embedding_api_key.");
      }
      return vectors(Json.MAPPER.readTree(response.body()), texts.size());
    } catch (IOException e) {
      throw new EmbeddingException(url + " does not answer (" + e + ").", e);
    } catch (JacksonException e) {
      throw new EmbeddingException(url + " did not answer with JSON.", e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new EmbeddingException("Interrupted.", e);
    }
  }

  private List<float[]> vectors(JsonNode answer, int count) {
    JsonNode data = answer.path("data");
    if (data.size() != count) {
      throw new EmbeddingException(
          url + " answered " + data.size() + " embeddings for " + count + " texts.");
    }
    List<float[]> vectors = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      vectors.add(new float[0]);
    }
    for (int i = 0; i < count; i++) {
      JsonNode one = data.get(i);
      JsonNode numbers = one.path("embedding");
      float[] vector = new float[numbers.size()];
      for (int j = 0; j < vector.length; j++) {
        vector[j] = numbers.get(j).floatValue();
      }
      int index = one.path("index").asInt(i);
      if (vector.length == 0 || index < 0 || index >= count) {
        throw new EmbeddingException(url + " answered an embedding that has no numbers.");
      }
      vectors.set(index, UnitVectors.of(vector));
    }
    return vectors;
  }

  @Override
  public void close() {
    client.close();
  }
}
