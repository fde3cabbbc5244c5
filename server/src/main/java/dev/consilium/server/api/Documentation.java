package dev.consilium.server.api;

import dev.consilium.transport.http.HttpCall;
import dev.consilium.transport.http.HttpRoute;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Pages that show the OpenAPI document, Swagger UI and ReDoc, out of packages of this host: nothing
 * is loaded from elsewhere, and the pages may load nothing else.
 */
final class Documentation {
  private static final String POLICY =
      "default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self'"
          + " data:; connect-src 'self'; worker-src blob:; base-uri 'none'; form-action 'none';"
          + " frame-ancestors 'none'";

  private static final String HTML = "text/html; charset=utf-8";
  private static final String SCRIPT = "text/javascript; charset=utf-8";

  /** ReDoc shows the picture of its makers, which it would load from their server. */
  private static final String FOREIGN_PICTURE = "https://cdn.redoc.ly/redoc/logo-mini.svg";

  private static final String NO_PICTURE =
      "data:image/gif;base64,R0lGODlhAQABAIAAAAAAAP///yH5BAEAAAAALAAAAAABAAEAAAIBRAA7";

  private record Asset(String resource, String type) {}

  private final Map<String, Asset> assets;
  private final Map<String, byte[]> loaded = new ConcurrentHashMap<>();

  Documentation() {
    Properties versions = new Properties();
    try (InputStream in = open("documentation.properties")) {
      versions.load(in);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    String jars = "/META-INF/resources/webjars/";
    String swagger = jars + "swagger-ui/" + versions.getProperty("swagger-ui") + "/";
    String redoc = jars + "redoc/" + versions.getProperty("redoc") + "/bundles/";
    assets =
        Map.of(
            "/docs", new Asset("docs.html", HTML),
            "/docs/docs.js", new Asset("docs.js", SCRIPT),
            "/docs/swagger-ui.css", new Asset(swagger + "swagger-ui.css", "text/css"),
            "/docs/swagger-ui-bundle.js", new Asset(swagger + "swagger-ui-bundle.js", SCRIPT),
            "/docs/icon.png", new Asset(swagger + "favicon-32x32.png", "image/png"),
            "/redoc", new Asset("redoc.html", HTML),
            "/redoc/redoc.js", new Asset("redoc.js", SCRIPT),
            "/redoc/redoc.standalone.js", new Asset(redoc + "redoc.standalone.js", SCRIPT));
  }

  List<HttpRoute> routes() {
    return assets.keySet().stream()
        .sorted()
        .map(path -> HttpRoute.exact(path, this::handle))
        .toList();
  }

  private void handle(HttpCall call) {
    if (ReadOnly.isAnswered(call)) {
      return;
    }
    Thread _ = Thread.ofVirtual().start(() -> answer(call));
  }

  private void answer(HttpCall call) {
    Asset asset = assets.get(call.head().path());
    if (asset != null) {
      ReadOnly.answer(
          call,
          asset.type(),
          loaded.computeIfAbsent(asset.resource(), Documentation::read),
          Map.of("Content-Security-Policy", POLICY, "Referrer-Policy", "no-referrer"));
    }
  }

  private static byte[] read(String resource) {
    try (InputStream in = open(resource)) {
      byte[] bytes = in.readAllBytes();
      return resource.endsWith("redoc.standalone.js")
          ? new String(bytes, StandardCharsets.UTF_8)
              .replace(FOREIGN_PICTURE, NO_PICTURE)
              .getBytes(StandardCharsets.UTF_8)
          : bytes;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static InputStream open(String resource) throws IOException {
    InputStream in = Documentation.class.getResourceAsStream(resource);
    if (in == null) {
      throw new IOException(resource + " is missing from the packages of this host");
    }
    return in;
  }
}
