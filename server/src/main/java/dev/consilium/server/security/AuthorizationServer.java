package dev.consilium.server.security;

import com.nimbusds.jose.jwk.source.JWKSource;
import com.nimbusds.jose.jwk.source.JWKSourceBuilder;
import com.nimbusds.jose.proc.SecurityContext;
import com.nimbusds.jose.util.DefaultResourceRetriever;
import dev.consilium.schemas.json.Json;
import java.io.IOException;
import java.net.MalformedURLException;
import java.net.URI;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;

/**
 * The server that issues our access tokens, found by its metadata (RFC 8414 and OpenID Connect
 * Discovery) when the first token comes.
 */
final class AuthorizationServer {
  private static final int TIMEOUT_MILLIS = 5_000;
  private static final int MAX_BYTES = 1 << 20;

  private final URI issuer;
  private final String name;
  private final DefaultResourceRetriever retriever =
      new DefaultResourceRetriever(TIMEOUT_MILLIS, TIMEOUT_MILLIS, MAX_BYTES);
  private volatile @Nullable JWKSource<SecurityContext> keys;

  AuthorizationServer(String issuer) {
    this.name = issuer;
    this.issuer = URI.create(issuer);
  }

  /**
   * Its keys, which are kept for five minutes, and fetched again when a token names another; blocks
   * the first time.
   */
  JWKSource<SecurityContext> keys() throws IOException {
    JWKSource<SecurityContext> found = keys;
    if (found == null) {
      found =
          JWKSourceBuilder.<SecurityContext>create(
                  URI.create(metadata().path("jwks_uri").asString("")).toURL(), retriever)
              .retrying(true)
              .outageTolerant(true)
              .build();
      keys = found;
    }
    return found;
  }

  private JsonNode metadata() throws IOException {
    IOException failure = new IOException("no metadata");
    for (String url : metadataUrls()) {
      try {
        JsonNode json =
            Json.MAPPER.readTree(retriever.retrieveResource(URI.create(url).toURL()).getContent());
        if (json.path("issuer").asString("").equals(name) && json.path("jwks_uri").isString()) {
          return json;
        }
        failure = new IOException(url + " is not the metadata of " + name);
      } catch (MalformedURLException | JacksonException e) {
        failure = new IOException(url + ": " + e.getMessage(), e);
      } catch (IOException e) {
        failure = e;
      }
    }
    throw failure;
  }

  /** In the order in which MCP has clients look. */
  private List<String> metadataUrls() {
    String origin = issuer.getScheme() + "://" + issuer.getAuthority();
    String path = issuer.getPath() == null ? "" : issuer.getPath().replaceAll("/+$", "");
    return List.of(
        origin + "/.well-known/oauth-authorization-server" + path,
        origin + "/.well-known/openid-configuration" + path,
        origin + path + "/.well-known/openid-configuration");
  }
}
