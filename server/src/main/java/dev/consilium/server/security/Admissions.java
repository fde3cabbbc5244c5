package dev.consilium.server.security;

import dev.consilium.memory.Database;
import dev.consilium.server.config.Config;
import dev.consilium.transport.Gate;
import dev.consilium.transport.RequestHead;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** Who may send HTTP requests: judged on the head alone, before a body is read. */
public final class Admissions implements Gate {
  /** Principal of everybody on this machine where no key is asked for. */
  private static final String LOCAL = "local";

  private static final String BEARER = "Bearer ";

  private final HostAndOrigin hostAndOrigin;
  private final ApiKeys keys;
  private final boolean keyRequired;

  public Admissions(Config config, Database database) {
    this.hostAndOrigin = new HostAndOrigin(config);
    this.keys = new ApiKeys(config.apiKey(), database);
    this.keyRequired = config.requireKey() || config.apiKey().isPresent() || !config.isLoopback();
  }

  @Override
  public CompletionStage<Admission> admit(RequestHead head) {
    Optional<String> problem =
        hostAndOrigin.problem(head.headers().get("Host"), head.headers().get("Origin"));
    if (problem.isPresent()) {
      return refused(403, problem.get());
    }
    Optional<String> key = key(head);
    if (key.isEmpty()) {
      // Health says nothing of what is stored, and probes have no keys.
      return !keyRequired || head.path().equals("/health") || head.method().equals("OPTIONS")
          ? CompletableFuture.completedFuture(new Gate.Admitted(LOCAL))
          : refused(
              401,
              "An API key is needed: send it as Authorization: Bearer KEY or X-API-Key: KEY."
                  + " Make one with: consilium key create NAME");
    }
    return keys.principal(key.get())
        .<Admission>thenApply(name ->
            name.isPresent()
                ? new Gate.Admitted(name.get())
                : refusal(401, "This API key is not known or was revoked."))
        .exceptionally(
            _ -> refusal(503, "Keys cannot be checked: the database is not reachable. Try again."));
  }

  private static Optional<String> key(RequestHead head) {
    Optional<String> bearer =
        head.headers()
            .get("Authorization")
            .filter(v -> v.regionMatches(true, 0, BEARER, 0, BEARER.length()))
            .map(v -> v.substring(BEARER.length()).strip());
    return bearer.isPresent() ? bearer : head.headers().get("X-API-Key");
  }

  private static CompletionStage<Admission> refused(int status, String message) {
    return CompletableFuture.completedFuture(refusal(status, message));
  }

  private static Gate.Refused refusal(int status, String message) {
    return new Gate.Refused(
        status,
        message,
        status == 401 ? Map.of("WWW-Authenticate", "Bearer realm=\"consilium\"") : Map.of());
  }
}
