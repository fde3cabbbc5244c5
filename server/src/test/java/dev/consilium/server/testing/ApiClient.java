package dev.consilium.server.testing;

import static org.assertj.core.api.Assertions.assertThat;

import com.networknt.schema.Schema;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.dialect.Dialects;
import dev.consilium.schemas.json.Json;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.NullMarked;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * Speaks to the webhooks and the REST interface, and holds each answer against the document that
 * the server gives of itself.
 */
@NullMarked
public final class ApiClient {
  private static final HttpClient CLIENT =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

  private final String url;
  private final ObjectNode document;
  private final List<String> headers;
  private final Map<String, Schema> schemas;

  private ApiClient(
      String url, ObjectNode document, List<String> headers, Map<String, Schema> schemas) {
    this.url = url;
    this.document = document;
    this.headers = headers;
    this.schemas = schemas;
  }

  /** What came, with its body as JSON if it is. */
  public record Reply(int status, JsonNode json, HttpResponse<byte[]> response) {
    public String header(String name) {
      return response.headers().firstValue(name).orElse("");
    }

    public String text() {
      return new String(response.body(), StandardCharsets.UTF_8);
    }
  }

  public static ApiClient to(String url) throws IOException, InterruptedException {
    HttpResponse<String> document =
        CLIENT.send(
            HttpRequest.newBuilder(URI.create(url + "/openapi.json")).build(),
            HttpResponse.BodyHandlers.ofString());
    return new ApiClient(
        url,
        (ObjectNode) Json.MAPPER.readTree(document.body()),
        List.of(),
        new ConcurrentHashMap<>());
  }

  public ApiClient with(String name, String value) {
    List<String> more = new ArrayList<>(headers);
    more.add(name);
    more.add(value);
    return new ApiClient(url, document, more, schemas);
  }

  public Reply get(String path) throws IOException, InterruptedException {
    return send("GET", path, new byte[0]);
  }

  public Reply post(String path, String json) throws IOException, InterruptedException {
    return send("POST", path, json.getBytes(StandardCharsets.UTF_8));
  }

  public Reply send(String method, String path, String body)
      throws IOException, InterruptedException {
    return send(method, path, body.getBytes(StandardCharsets.UTF_8));
  }

  public Reply send(String method, String path, byte[] body)
      throws IOException, InterruptedException {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(URI.create(url + path))
            .method(method, HttpRequest.BodyPublishers.ofByteArray(body));
    if (body.length > 0 && !headers.contains("Content-Type")) {
      request.header("Content-Type", "application/json");
    }
    for (int i = 0; i < headers.size(); i += 2) {
      request.header(headers.get(i), headers.get(i + 1));
    }
    HttpResponse<byte[]> response =
        CLIENT.send(request.build(), HttpResponse.BodyHandlers.ofByteArray());
    String type = response.headers().firstValue("Content-Type").orElse("");
    boolean json =
        type.contains("json")
            && response.body().length > 0
            && response.headers().firstValue("Content-Encoding").isEmpty();
    JsonNode read = json ? Json.MAPPER.readTree(response.body()) : Json.MAPPER.createObjectNode();
    check(method, path, response.statusCode(), type, read, json);
    return new Reply(response.statusCode(), read, response);
  }

  /** The first lines of a stream, whose status and type the document knows. */
  public List<String> begin(String path, int lines) throws IOException, InterruptedException {
    HttpResponse<InputStream> response =
        CLIENT.send(
            HttpRequest.newBuilder(URI.create(url + path)).build(),
            HttpResponse.BodyHandlers.ofInputStream());
    try (BufferedReader reader =
        new BufferedReader(new InputStreamReader(response.body(), StandardCharsets.UTF_8))) {
      String type = response.headers().firstValue("Content-Type").orElse("");
      JsonNode content =
          responses("GET", path).path(Integer.toString(response.statusCode())).path("content");
      assertThat(content.has(type.replaceFirst(";.*", ""))).as(type + " of GET " + path).isTrue();
      return reader.lines().limit(lines).toList();
    }
  }

  /** Whether the document knows an answer. */
  public boolean knows(String method, String path, int status) {
    return responses(method, path).has(Integer.toString(status));
  }

  /** The document knows the answer, and it fits. */
  private void check(
      String method, String path, int status, String type, JsonNode json, boolean hasBody) {
    JsonNode responses = responses(method, path);
    if (responses.isMissingNode()) {
      return;
    }
    JsonNode response = responses.path(Integer.toString(status));
    if (status != 413) {
      assertThat(response.isObject()).as(method + " " + path + " answers " + status).isTrue();
    }
    if (hasBody && response.has("content")) {
      JsonNode content = response.path("content").path(type);
      assertThat(content.isObject()).as(type + " of " + method + " " + path).isTrue();
      assertThat(schema(content.path("schema")).validate(json))
          .as(method + " " + path + ": " + json)
          .isEmpty();
    }
  }

  /** What the document says of reading a path. */
  public JsonNode operation(String path) {
    return document.path("paths").path(path).path("get");
  }

  private JsonNode responses(String method, String pathAndQuery) {
    String path = pathAndQuery.replaceFirst("\\?.*", "");
    for (Map.Entry<String, JsonNode> entry : document.path("paths").properties()) {
      if (path.matches(entry.getKey().replaceAll("\\{[a-z_]+\\}", "[^/]+"))) {
        return entry.getValue().path(method.toLowerCase(Locale.ROOT)).path("responses");
      }
    }
    return document.path("none");
  }

  private Schema schema(JsonNode wanted) {
    return schemas.computeIfAbsent(
        wanted.toString(),
        _ -> {
          ObjectNode whole = (ObjectNode) wanted.deepCopy();
          whole.set("components", document.path("components"));
          return SchemaRegistry.withDialect(Dialects.getDraft202012()).getSchema(whole);
        });
  }
}
