package dev.consilium.server.security;

import dev.consilium.memory.Database;
import dev.consilium.schemas.access.Principal;
import dev.consilium.server.api.Api;
import dev.consilium.server.config.Config;
import dev.consilium.server.live.LiveRoutes;
import dev.consilium.transport.Gate;
import dev.consilium.transport.RequestHead;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;

/** Who may send HTTP requests: judged on the head alone, before a body is read. */
public final class Admissions implements Gate {
  private static final String BEARER = "Bearer ";
  private static final String KEY_PARAMETER = "api_key=";

  private final HostAndOrigin hostAndOrigin;
  private final ApiKeys keys;
  private final Optional<AccessTokens> tokens;
  private final Challenges challenges;
  private final RateLimits rates;
  private final boolean keyRequired;

  public Admissions(Config config, Database database, Challenges challenges) {
    this.hostAndOrigin = new HostAndOrigin(config);
    this.keys = new ApiKeys(config.apiKey(), database);
    this.tokens = config.oauth().map(AccessTokens::new);
    this.challenges = challenges;
    this.rates = new RateLimits(config.rateLimit());
    this.keyRequired =
        config.requireKey()
            || config.apiKey().isPresent()
            || config.oauth().isPresent()
            || !config.isLoopback();
  }

  @Override
  public CompletionStage<Admission> admit(RequestHead head) {
    Optional<String> problem =
        hostAndOrigin.problem(head.headers().get("Host"), head.headers().get("Origin"));
    if (problem.isPresent()) {
      return refused(new Gate.Refused(403, problem.get(), Map.of()));
    }
    Optional<String> bearer = bearer(head);
    Optional<String> credential =
        bearer.isPresent() ? bearer : head.headers().get("X-API-Key").or(() -> queryKey(head));
    if (credential.isEmpty()) {
      return !keyRequired || isPublic(head)
          ? CompletableFuture.completedFuture(new Gate.Admitted(Principal.LOCAL))
          : refused(new Gate.Refused(401, whatIsNeeded(), challenges.missing()));
    }
    return tokens.isPresent() && bearer.filter(AccessTokens::looksLikeOne).isPresent()
        ? tokens.get().principal(bearer.get()).handle(this::judgeToken)
        : keys.principal(credential.get()).handle(this::judgeKey);
  }

  /**
   * Health, metadata and the documentation say nothing of what is stored; probes and newcomers have
   * no keys.
   */
  private static boolean isPublic(RequestHead head) {
    return head.path().equals("/health")
        || head.path().startsWith("/health/")
        || head.path().startsWith(ProtectedResource.PATH)
        || Api.isPublic(head.path())
        || head.method().equals("OPTIONS");
  }

  private String whatIsNeeded() {
    String key =
        "An API key is needed: send it as Authorization: Bearer KEY or X-API-Key: KEY. Make one"
            + " with: consilium key create NAME";
    return tokens.isPresent() ? key + " Or send an access token of the issuer." : key;
  }

  private Admission judgeKey(Optional<Principal> owner, Throwable failure) {
    if (failure != null) {
      return unavailable("Keys cannot be checked: the database is not reachable. Try again.");
    }
    return owner
        .map(this::withinRate)
        .orElseGet(() -> invalid("This API key is not known or was revoked."));
  }

  private Admission judgeToken(Principal subject, Throwable failure) {
    return switch (failure instanceof CompletionException e ? e.getCause() : failure) {
      case null -> withinRate(subject);
      case AccessTokens.Invalid e -> invalid("This access token is not valid: " + e.getMessage());
      default ->
          unavailable(
              "Tokens cannot be checked: the authorization server does not answer. Try again.");
    };
  }

  private Admission withinRate(Principal principal) {
    return rates
        .wait(principal)
        .<Admission>map(Admissions::tooMany)
        .orElseGet(() -> new Gate.Admitted(principal));
  }

  private static Admission tooMany(Duration wait) {
    return new Gate.Refused(
        429,
        "Too many requests: wait a moment, or have CONSILIUM_RATE_LIMIT raised.",
        Map.of("Retry-After", Long.toString(Math.max(1, wait.toSeconds()))));
  }

  private Admission invalid(String message) {
    return new Gate.Refused(401, message, challenges.invalid(message));
  }

  private static Admission unavailable(String message) {
    return new Gate.Refused(503, message, Map.of("Retry-After", "1"));
  }

  /** Only where a browser cannot send headers: what stands in an address is easily passed on. */
  private static Optional<String> queryKey(RequestHead head) {
    if (!LiveRoutes.KEY_IN_QUERY.contains(head.path())) {
      return Optional.empty();
    }
    for (String parameter : head.query().split("&", -1)) {
      if (parameter.startsWith(KEY_PARAMETER)) {
        try {
          return Optional.of(
              URLDecoder.decode(
                  parameter.substring(KEY_PARAMETER.length()), StandardCharsets.UTF_8));
        } catch (IllegalArgumentException e) {
          // Not percent-encoded as it should be: then it is no key of ours.
          return Optional.of("");
        }
      }
    }
    return Optional.empty();
  }

  private static Optional<String> bearer(RequestHead head) {
    return head.headers()
        .get("Authorization")
        .filter(v -> v.regionMatches(true, 0, BEARER, 0, BEARER.length()))
        .map(v -> v.substring(BEARER.length()).strip());
  }

  private static CompletionStage<Admission> refused(Gate.Refused refusal) {
    return CompletableFuture.completedFuture(refusal);
  }
}
