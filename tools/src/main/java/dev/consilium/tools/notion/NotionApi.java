package dev.consilium.tools.notion;

import dev.consilium.memory.exports.Pace;
import dev.consilium.schemas.json.Json;
import dev.consilium.tools.RetryAfter;
import java.io.IOException;
import java.net.ConnectException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpConnectTimeoutException;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * Notion's API: in its turn, not while it is down, again where a repeat is harmless, and with a
 * clear word on what became of it where it is not. Thread-safe; methods block.
 */
final class NotionApi implements AutoCloseable {
  static final String VERSION = "2026-03-11";

  private static final int TRIES = 3;
  private static final int MAX_RESPONSE = 32 << 20;
  private static final int SHOWN = 600;
  private static final int CONFLICT = 409;
  private static final int TOO_MANY = 429;
  private static final int OVERLOADED = 529;
  private static final Duration CONNECT = Duration.ofSeconds(5);

  /** Whoever would wait longer comes back later. */
  private static final Duration PATIENCE = Duration.ofSeconds(10);

  /** Runs right before something is sent; what it throws keeps it from being sent. */
  interface Guard {
    Guard NONE = _ -> {};

    /** For {@code time} something may be under way. */
    void holdFor(Duration time);
  }

  private enum Repeat {
    HARMLESS,
    DOUBLES
  }

  private final URI base;
  private final String token;
  private final NotionLimits limits;
  private final Pace pace;
  private final Breaker breaker;
  private final HttpClient client;

  NotionApi(NotionConfig config, Pace pace) {
    this.base = URI.create(config.url().toString().replaceFirst("(/v1)?/*$", "") + "/v1/");
    this.token = config.token().orElseThrow();
    this.limits = config.limits();
    this.pace = pace;
    this.breaker =
        new Breaker(
            Duration.ofMillis(limits.openMs()),
            System::nanoTime,
            () -> ThreadLocalRandom.current().nextDouble());
    Duration connect = limits.timeout().compareTo(CONNECT) < 0 ? limits.timeout() : CONNECT;
    this.client =
        HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(connect)
            .build();
  }

  Breaker breaker() {
    return breaker;
  }

  JsonNode get(String path) throws InterruptedException {
    return send("GET", path, null, Repeat.HARMLESS, Guard.NONE);
  }

  /** The id of the integration that asks. */
  String self() throws InterruptedException {
    return get("users/me").path("id").asString("");
  }

  /** Asks something by POST. */
  JsonNode query(String path, ObjectNode body) throws InterruptedException {
    return send("POST", path, body, Repeat.HARMLESS, Guard.NONE);
  }

  /** Sets what a repeat would set again. */
  JsonNode set(String path, ObjectNode body, Guard guard) throws InterruptedException {
    return send("PATCH", path, body, Repeat.HARMLESS, guard);
  }

  JsonNode delete(String path, Guard guard) throws InterruptedException {
    return send("DELETE", path, null, Repeat.HARMLESS, guard);
  }

  /** Makes something new; it is sent once, unless Notion has surely not taken it. */
  JsonNode create(String path, ObjectNode body, Guard guard) throws InterruptedException {
    return send("POST", path, body, Repeat.DOUBLES, guard);
  }

  /** Adds something; as {@link #create}. */
  JsonNode append(String path, ObjectNode body, Guard guard) throws InterruptedException {
    return send("PATCH", path, body, Repeat.DOUBLES, guard);
  }

  private JsonNode send(
      String method, String path, @Nullable ObjectNode body, Repeat repeat, Guard guard)
      throws InterruptedException {
    HttpRequest request = request(method, path, body);
    for (int attempt = 1; ; attempt++) {
      try {
        return once(request, guard);
      } catch (NotionException e) {
        boolean again =
            e.trouble() == Trouble.AWAY
                || (e.trouble() == Trouble.UNKNOWN && repeat == Repeat.HARMLESS);
        if (!again
            || attempt == TRIES
            || e.retryAfter().compareTo(PATIENCE) > 0
            || breaker.state() == Breaker.State.OPEN) {
          throw e;
        }
      }
      sleep(limits.backoff(attempt - 1, ThreadLocalRandom.current().nextDouble()));
    }
  }

  private HttpRequest request(String method, String path, @Nullable ObjectNode body) {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(base.resolve(path))
            .header("Authorization", "Bearer " + token)
            .header("Notion-Version", VERSION)
            .header("User-Agent", "consilium");
    return body == null
        ? request.method(method, HttpRequest.BodyPublishers.noBody()).build()
        : request
            .header("Content-Type", "application/json")
            .method(method, HttpRequest.BodyPublishers.ofString(body.toString()))
            .build();
  }

  private JsonNode once(HttpRequest request, Guard guard) throws InterruptedException {
    checkOpen();
    sleep(turn());
    if (!breaker.enter()) {
      throw down();
    }
    boolean told = false;
    try {
      guard.holdFor(limits.timeout());
      HttpResponse<String> response = exchange(request);
      told = true;
      return read(response);
    } catch (NotionException e) {
      told = true;
      throw e;
    } finally {
      if (!told) {
        breaker.left();
      }
    }
  }

  private void checkOpen() {
    if (breaker.state() == Breaker.State.OPEN) {
      throw down();
    }
  }

  private NotionException down() {
    Duration left = breaker.remaining();
    return new NotionException(
        Trouble.AWAY,
        "Notion does not answer (the circuit breaker is open for another "
            + (left.toSeconds() + 1)
            + " s).",
        left);
  }

  private Duration turn() {
    return pace.reserve(limits.rate(), PATIENCE)
        .orElseThrow(() -> {
          Duration closed = pace.closedFor();
          return new NotionException(
              Trouble.AWAY,
              "Notion asked to be left alone for another " + (closed.toSeconds() + 1) + " s.",
              closed);
        });
  }

  private HttpResponse<String> exchange(HttpRequest request) throws InterruptedException {
    CompletableFuture<HttpResponse<String>> answer =
        client.sendAsync(request, BodyHandlers.limiting(BodyHandlers.ofString(), MAX_RESPONSE));
    try {
      return answer.get(limits.timeoutMs(), TimeUnit.MILLISECONDS);
    } catch (TimeoutException e) {
      boolean _ = answer.cancel(true);
      throw failed(Trouble.UNKNOWN, "Notion did not answer within " + limits.timeoutMs() + " ms");
    } catch (InterruptedException e) {
      boolean _ = answer.cancel(true);
      throw e;
    } catch (ExecutionException e) {
      Throwable cause = e.getCause();
      if (cause instanceof ConnectException || cause instanceof HttpConnectTimeoutException) {
        throw failed(Trouble.AWAY, "Notion cannot be reached at " + base.resolve("/"));
      }
      if (cause instanceof IOException) {
        throw failed(Trouble.UNKNOWN, "The connection to Notion was lost (" + cause + ")");
      }
      throw new IllegalStateException("Cannot call Notion: " + shown(String.valueOf(cause)));
    }
  }

  private NotionException failed(Trouble trouble, String message) {
    breaker.failed();
    return new NotionException(trouble, shown(message) + ".");
  }

  /** What a status means, and above all whether something may have been done. */
  private JsonNode read(HttpResponse<String> response) {
    int status = response.statusCode();
    if (status >= 200 && status < 300) {
      return parsed(response.body());
    }
    String said = "Notion answered %d (%s)".formatted(status, message(response.body()));
    Optional<Duration> wait =
        RetryAfter.of(response.headers().firstValue("Retry-After"), InstantSource.system());
    wait.ifPresent(pace::pause);
    Duration after = wait.orElse(Duration.ZERO);
    switch (status) {
      case TOO_MANY -> {
        breaker.left();
        throw new NotionException(Trouble.AWAY, said + ".", after);
      }
      case OVERLOADED, CONFLICT -> {
        breaker.left();
        throw new NotionException(Trouble.UNKNOWN, said + ".", after);
      }
      case 401, 403 -> {
        breaker.succeeded();
        throw new NotionException(
            Trouble.DENIED, said + ": check notion_token, and what the integration may do.");
      }
      case 404 -> {
        breaker.succeeded();
        throw new NotionException(Trouble.MISSING, said + ".");
      }
      default -> {
        if (status >= 500) {
          breaker.failed();
          throw new NotionException(Trouble.UNKNOWN, said + ".", after);
        }
        breaker.succeeded();
        throw new NotionException(Trouble.REFUSED, said + ".");
      }
    }
  }

  private JsonNode parsed(String body) {
    try {
      JsonNode json = Json.MAPPER.readTree(body);
      breaker.succeeded();
      return json;
    } catch (JacksonException e) {
      throw failed(Trouble.UNKNOWN, "Notion did not answer with JSON");
    }
  }

  private String message(String body) {
    try {
      JsonNode error = Json.MAPPER.readTree(body);
      return shown(
          error.path("code").asString("no code") + ": " + error.path("message").asString(""));
    } catch (JacksonException e) {
      return "no JSON";
    }
  }

  private String shown(String text) {
    String safe = text.replace(token, "…");
    return safe.length() > SHOWN ? safe.substring(0, SHOWN) + "…" : safe;
  }

  private static void sleep(Duration time) throws InterruptedException {
    TimeUnit.NANOSECONDS.sleep(time.toNanos());
  }

  @Override
  public void close() {
    client.shutdownNow();
  }
}
