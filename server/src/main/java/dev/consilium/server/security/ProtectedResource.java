package dev.consilium.server.security;

import dev.consilium.schemas.access.Scope;
import dev.consilium.schemas.json.Json;
import dev.consilium.server.config.OAuth;
import dev.consilium.server.http.Problem;
import dev.consilium.transport.http.HttpCall;
import dev.consilium.transport.http.HttpRoute;
import java.util.List;
import java.util.Map;
import java.util.Set;
import tools.jackson.databind.node.ObjectNode;

/** OAuth 2.0 Protected Resource Metadata (RFC 9728): who issues tokens for this host. */
public final class ProtectedResource {
  static final String PATH = "/.well-known/oauth-protected-resource";

  /** The paths under which MCP is served; each is a resource, and so is the host itself. */
  private static final List<String> RESOURCES = List.of("", "/mcp", "/sse");

  private ProtectedResource() {}

  /** Where clients of {@code /mcp} find it. */
  static String metadataUrl(OAuth oauth) {
    return oauth.publicUrl() + PATH + "/mcp";
  }

  /** What {@code aud} of a token may say. */
  static Set<String> audiences(OAuth oauth) {
    String host = oauth.publicUrl();
    return Set.of(host, host + "/", host + "/mcp", host + "/sse");
  }

  /** A route for each resource. */
  public static List<HttpRoute> routes(OAuth oauth) {
    return RESOURCES.stream()
        .map(resource -> {
          byte[] metadata = metadata(oauth, oauth.publicUrl() + resource);
          return HttpRoute.exact(PATH + resource, call -> answer(call, metadata));
        })
        .toList();
  }

  private static void answer(HttpCall call, byte[] metadata) {
    if (call.head().method().equals("GET")) {
      call.respond(200, "application/json", metadata, Map.of("Cache-Control", "max-age=3600"));
    } else {
      Problem.of(405, "This can only be read, with GET.")
          .answer(call, Map.of("Allow", "GET, OPTIONS"));
    }
  }

  private static byte[] metadata(OAuth oauth, String resource) {
    ObjectNode json = Json.MAPPER.createObjectNode().put("resource", resource);
    json.putArray("authorization_servers").add(oauth.issuer());
    var scopes = json.putArray("scopes_supported");
    Scope.names().forEach(scopes::add);
    json.putArray("bearer_methods_supported").add("header");
    json.put("resource_name", "Consilium");
    return Json.MAPPER.writeValueAsBytes(json);
  }
}
