package dev.consilium.memory.embedding;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.consilium.schemas.json.Json;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Random;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * Stands in for a provider of embeddings, by the contract of {@code POST /v1/embeddings} at
 * platform.openai.com/docs/api-reference/embeddings. Texts that share words get near vectors.
 */
public final class EmbeddingServer implements AutoCloseable {
  private static final int DEFAULT_DIMENSION = 384;

  private final HttpServer server;
  private final AtomicInteger requests = new AtomicInteger();
  private final int dimension;
  private volatile int status = 200;
  private volatile String key = "";
  private volatile String refused = "";

  public EmbeddingServer() {
    this(DEFAULT_DIMENSION);
  }

  public EmbeddingServer(int dimension) {
    this.dimension = dimension;
    try {
      server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
    var _ = server.createContext("/v1/embeddings", this::answer);
    server.start();
  }

  public URI url() {
    return URI.create("http://127.0.0.1:" + server.getAddress().getPort() + "/v1");
  }

  public int requests() {
    return requests.get();
  }

  String key() {
    return key;
  }

  /** From now on every request is answered with this status. */
  public void failWith(int status) {
    this.status = status;
  }

  /** From now on a request with a text that has this in it is answered with 400. */
  public void refuse(String part) {
    refused = part;
  }

  private void answer(HttpExchange exchange) throws IOException {
    int _ = requests.incrementAndGet();
    key = String.valueOf(exchange.getRequestHeaders().getFirst("Authorization"));
    JsonNode request = Json.MAPPER.readTree(exchange.getRequestBody().readAllBytes());
    ObjectNode body = Json.MAPPER.createObjectNode();
    int answered = isRefused(request.path("input")) ? 400 : status;
    if (answered == 200) {
      body.put("object", "list").put("model", request.path("model").asString());
      ArrayNode data = body.putArray("data");
      int index = 0;
      for (JsonNode text : request.path("input")) {
        ObjectNode one = data.addObject().put("object", "embedding").put("index", index++);
        ArrayNode numbers = one.putArray("embedding");
        for (float x : vector(text.asString())) {
          numbers.add(x);
        }
      }
      body.putObject("usage").put("prompt_tokens", 1).put("total_tokens", 1);
    } else {
      body.putObject("error").put("message", "no").put("type", "server_error");
    }
    byte[] bytes = body.toString().getBytes(StandardCharsets.UTF_8);
    exchange.getResponseHeaders().set("Content-Type", "application/json");
    exchange.sendResponseHeaders(answered, bytes.length);
    exchange.getResponseBody().write(bytes);
    exchange.close();
  }

  private boolean isRefused(JsonNode texts) {
    String part = refused;
    return !part.isEmpty() && texts.valueStream().anyMatch(text -> text.asString().contains(part));
  }

  /** The sum of a random vector for each word. */
  private float[] vector(String text) {
    float[] vector = new float[dimension];
    for (String word : text.toLowerCase(Locale.ROOT).split("\\P{L}+", -1)) {
      Random random = new Random(word.hashCode() * 31L + 7);
      for (int i = 0; i < dimension; i++) {
        vector[i] += (float) random.nextGaussian();
      }
    }
    return vector;
  }

  @Override
  public void close() {
    server.stop(0);
  }
}
