package dev.consilium.server.testing;

import dev.consilium.schemas.json.Json;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.NullMarked;
import tools.jackson.databind.JsonNode;

/** Speaks to {@code /mcp} without any SDK, with the same headers in each request. */
@NullMarked
public final class Http {
  private static final HttpClient CLIENT =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

  private final URI uri;
  private final List<String> headers;

  private Http(URI uri, List<String> headers) {
    this.uri = uri;
    this.headers = headers;
  }

  public static Http to(String url, String... headers) {
    return new Http(URI.create(url), List.of(headers));
  }

  /** The same client, in the same session, elsewhere. */
  public Http at(String url) {
    return new Http(URI.create(url), headers);
  }

  public Http with(String name, String value) {
    List<String> more = new ArrayList<>(headers);
    more.add(name);
    more.add(value);
    return new Http(uri, more);
  }

  /** The value that it sends of a header. */
  public String header(String name) {
    return headers.get(headers.indexOf(name) + 1);
  }

  /** The headers that it sends, and more. */
  public String[] headerList(String... more) {
    return Stream.concat(headers.stream(), Arrays.stream(more)).toArray(String[]::new);
  }

  /** The same client in a session of this protocol version. */
  public Http initialized(String version) throws IOException, InterruptedException {
    HttpResponse<String> response =
        post(
            """
            {"jsonrpc":"2.0","id":0,"method":"initialize","params":{"protocolVersion":"%s",
            "capabilities":{},"clientInfo":{"name":"test","version":"1"}}}\
            """
                .formatted(version));
    return with("Mcp-Session-Id", response.headers().firstValue("Mcp-Session-Id").orElseThrow())
        .with("MCP-Protocol-Version", version);
  }

  private HttpRequest.Builder request() {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(uri)
            .header("Content-Type", "application/json")
            .header("Accept", "application/json, text/event-stream");
    for (int i = 0; i < headers.size(); i += 2) {
      request.header(headers.get(i), headers.get(i + 1));
    }
    return request;
  }

  public HttpResponse<String> post(String body) throws IOException, InterruptedException {
    return post(body.getBytes(StandardCharsets.UTF_8));
  }

  public HttpResponse<String> post(byte[] body) throws IOException, InterruptedException {
    return CLIENT.send(
        request().POST(HttpRequest.BodyPublishers.ofByteArray(body)).build(),
        HttpResponse.BodyHandlers.ofString());
  }

  public HttpResponse<String> delete() throws IOException, InterruptedException {
    return CLIENT.send(request().DELETE().build(), HttpResponse.BodyHandlers.ofString());
  }

  /** The answer to one request, out of an event stream if it comes in one. */
  public JsonNode call(String method, String params) throws IOException, InterruptedException {
    String body =
        post("{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"%s\",\"params\":%s}"
                .formatted(method, params))
            .body();
    return Json.MAPPER.readTree(
        body.startsWith("{") ? body : body.substring(body.lastIndexOf("data: {") + 6));
  }

  /** The result of a tool. */
  public JsonNode tool(String name, String arguments) throws IOException, InterruptedException {
    return call("tools/call", "{\"name\":\"%s\",\"arguments\":%s}".formatted(name, arguments))
        .path("result");
  }

  public static String text(JsonNode result) {
    return result.at("/content/0/text").asString("");
  }
}
