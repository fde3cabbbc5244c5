package dev.consilium.server.security;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JOSEObjectType;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.KeySourceException;
import com.nimbusds.jose.proc.BadJOSEException;
import com.nimbusds.jose.proc.DefaultJOSEObjectTypeVerifier;
import com.nimbusds.jose.proc.JWSVerificationKeySelector;
import com.nimbusds.jose.proc.SecurityContext;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.proc.DefaultJWTClaimsVerifier;
import com.nimbusds.jwt.proc.DefaultJWTProcessor;
import dev.consilium.schemas.access.Principal;
import dev.consilium.schemas.access.Scope;
import dev.consilium.server.config.OAuth;
import java.io.IOException;
import java.text.ParseException;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Access tokens that are JWTs (RFC 9068): signed by the authorization server, for this host, in
 * time. A token that was found good is not looked at again for a minute.
 */
final class AccessTokens {
  private static final Duration REMEMBERED = Duration.ofMinutes(1);
  private static final int MAX_REMEMBERED = 10_000;

  private static final Set<JWSAlgorithm> ALGORITHMS = new HashSet<>();

  static {
    // Signatures of key pairs only: a shared secret would let this host issue tokens itself.
    ALGORITHMS.addAll(JWSAlgorithm.Family.RSA);
    ALGORITHMS.addAll(List.of(JWSAlgorithm.ES256, JWSAlgorithm.ES384, JWSAlgorithm.ES512));
  }

  private record Known(Principal principal, Instant until) {}

  private final OAuth oauth;
  private final AuthorizationServer server;
  private final Cache<String, Known> known =
      Caffeine.newBuilder().expireAfterWrite(REMEMBERED).maximumSize(MAX_REMEMBERED).build();
  private volatile @Nullable DefaultJWTProcessor<SecurityContext> processor;

  AccessTokens(OAuth oauth) {
    this.oauth = oauth;
    this.server = new AuthorizationServer(oauth.issuer());
  }

  /** Whether it looks like a token, and not like a key of ours. */
  static boolean looksLikeOne(String bearer) {
    return bearer.startsWith("ey") && bearer.chars().filter(c -> c == '.').count() == 2;
  }

  /** A token that is not good. */
  static final class Invalid extends Exception {
    private static final long serialVersionUID = 1;

    Invalid(String message) {
      super(message);
    }
  }

  /**
   * Whose token it is. Never blocks; fails with {@link Invalid}, or an {@link IOException} when the
   * authorization server cannot be asked.
   */
  CompletableFuture<Principal> principal(String token) {
    Known good = known.getIfPresent(token);
    if (good != null && Instant.now().isBefore(good.until())) {
      return CompletableFuture.completedFuture(good.principal());
    }
    CompletableFuture<Principal> result = new CompletableFuture<>();
    Thread.ofVirtual()
        .name("access-token")
        .start(() -> {
          try {
            result.complete(verify(token));
          } catch (Invalid | IOException | RuntimeException e) {
            result.completeExceptionally(new CompletionException(e));
          }
        });
    return result;
  }

  private Principal verify(String token) throws Invalid, IOException {
    try {
      JWTClaimsSet claims = processor().process(token, null);
      Principal principal =
          new Principal(oauth.issuer() + "#" + claims.getSubject(), scopes(claims));
      known.put(token, new Known(principal, claims.getExpirationTime().toInstant()));
      return principal;
    } catch (KeySourceException e) {
      throw new IOException(e);
    } catch (BadJOSEException | JOSEException | ParseException e) {
      throw new Invalid(String.valueOf(e.getMessage()));
    }
  }

  private DefaultJWTProcessor<SecurityContext> processor() throws IOException {
    DefaultJWTProcessor<SecurityContext> made = processor;
    if (made == null) {
      made = new DefaultJWTProcessor<>();
      made.setJWSTypeVerifier(
          new DefaultJOSEObjectTypeVerifier<>(
              new JOSEObjectType("at+jwt"), JOSEObjectType.JWT, null));
      made.setJWSKeySelector(new JWSVerificationKeySelector<>(ALGORITHMS, server.keys()));
      made.setJWTClaimsSetVerifier(
          new DefaultJWTClaimsVerifier<>(
              ProtectedResource.audiences(oauth),
              new JWTClaimsSet.Builder().issuer(oauth.issuer()).build(),
              Set.of("sub", "exp"),
              null));
      processor = made;
    }
    return made;
  }

  /**
   * {@code scope} (RFC 9068), or {@code scp} where the issuer calls it so; other names are not
   * ours.
   */
  private static Set<Scope> scopes(JWTClaimsSet claims) throws ParseException {
    EnumSet<Scope> scopes = EnumSet.noneOf(Scope.class);
    Object claim =
        claims.getClaim("scope") == null ? claims.getClaim("scp") : claims.getClaim("scope");
    Stream<?> names =
        switch (claim) {
          case String text -> Arrays.stream(text.split(" ", -1));
          case List<?> list -> list.stream();
          case null, default -> Stream.empty();
        };
    names.map(String::valueOf).map(Scope::named).flatMap(Optional::stream).forEach(scopes::add);
    return scopes;
  }
}
