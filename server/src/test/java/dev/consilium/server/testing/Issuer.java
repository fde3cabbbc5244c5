package dev.consilium.server.testing;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JOSEObjectType;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.crypto.RSASSASigner;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jose.jwk.RSAKey;
import com.nimbusds.jose.jwk.gen.RSAKeyGenerator;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.SignedJWT;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Date;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.NullMarked;

/**
 * An OAuth authorization server, as far as a resource server sees one: its metadata (RFC 8414), its
 * keys (RFC 7517), and the access tokens that it signs (RFC 9068).
 */
@NullMarked
public final class Issuer implements AutoCloseable {
  private final HttpServer server;
  private RSAKey key;

  private Issuer(HttpServer server, RSAKey key) {
    this.server = server;
    this.key = key;
  }

  public static Issuer start() throws IOException, JOSEException {
    HttpServer server =
        HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    Issuer issuer = new Issuer(server, newKey());
    server.createContext(
        "/.well-known/oauth-authorization-server/team",
        exchange ->
            answer(
                exchange,
                "{\"issuer\":\"%s\",\"jwks_uri\":\"%s/keys\",\"response_types_supported\":[\"code\"]}"
                    .formatted(issuer.url(), issuer.url())));
    server.createContext(
        "/team/keys", exchange -> answer(exchange, new JWKSet(issuer.key).toString()));
    server.start();
    return issuer;
  }

  private static RSAKey newKey() throws JOSEException {
    return new RSAKeyGenerator(2048).keyIDFromThumbprint(true).generate();
  }

  private static void answer(HttpExchange exchange, String json) throws IOException {
    byte[] body = json.getBytes(StandardCharsets.UTF_8);
    exchange.getResponseHeaders().set("Content-Type", "application/json");
    exchange.sendResponseHeaders(200, body.length);
    exchange.getResponseBody().write(body);
    exchange.close();
  }

  public String url() {
    return "http://127.0.0.1:" + server.getAddress().getPort() + "/team";
  }

  /** From now on it signs with another key, and shows that one alone. */
  public void rotate() throws JOSEException {
    key = newKey();
  }

  /** A token for a resource, good for a minute. */
  public String token(String resource, String scope) throws JOSEException {
    return token(resource, scope, claims -> claims);
  }

  public String token(String resource, String scope, UnaryOperator<JWTClaimsSet.Builder> change)
      throws JOSEException {
    JWTClaimsSet.Builder claims =
        new JWTClaimsSet.Builder()
            .issuer(url())
            .subject("ann")
            .audience(resource)
            .claim("scope", scope)
            .expirationTime(Date.from(Instant.now().plusSeconds(60)));
    return signed(change.apply(claims).build(), key);
  }

  /** What somebody else signs in its name. */
  public String forged(String resource) throws JOSEException {
    JWTClaimsSet claims =
        new JWTClaimsSet.Builder()
            .issuer(url())
            .subject("ann")
            .audience(resource)
            .claim("scope", "admin")
            .expirationTime(Date.from(Instant.now().plusSeconds(60)))
            .build();
    return signed(claims, new RSAKeyGenerator(2048).keyID(key.getKeyID()).generate());
  }

  private static String signed(JWTClaimsSet claims, RSAKey with) throws JOSEException {
    SignedJWT jwt =
        new SignedJWT(
            new JWSHeader.Builder(JWSAlgorithm.RS256)
                .type(new JOSEObjectType("at+jwt"))
                .keyID(with.getKeyID())
                .build(),
            claims);
    jwt.sign(new RSASSASigner(with));
    return jwt.serialize();
  }

  @Override
  public void close() {
    server.stop(0);
  }
}
