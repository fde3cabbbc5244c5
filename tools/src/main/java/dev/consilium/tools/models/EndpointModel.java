package dev.consilium.tools.models;

import dev.consilium.memory.councils.ModelUse;
import dev.consilium.schemas.json.Json;
import dev.consilium.tools.memories.Tokens;
import java.io.IOException;
import java.math.BigDecimal;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** A model behind an OpenAI-compatible API: {@code POST /chat/completions}. */
final class EndpointModel implements LanguageModel, AutoCloseable {
  private static final Duration CONNECT = Duration.ofSeconds(5);
  private static final Duration FIRST_PAUSE = Duration.ofMillis(500);
  private static final Set<Integer> AGAIN = Set.of(408, 409, 425, 429, 500, 502, 503, 504, 529);
  private static final int OK = 200;
  private static final int BAD_REQUEST = 400;
  private static final long LONGEST_ANSWER = 8L << 20;

  /** What not every API knows; the ones this one refused are not sent again. */
  private enum Extra {
    MAX_TOKENS,
    MAX_COMPLETION_TOKENS,
    RESPONSE_FORMAT
  }

  private final URI url;
  private final String model;
  private final Optional<String> apiKey;
  private final ModelConfig.Limits limits;
  private final Optional<ModelConfig.Price> price;
  private final Set<Extra> refused = ConcurrentHashMap.newKeySet();
  private final HttpClient client = HttpClient.newBuilder().connectTimeout(CONNECT).build();

  EndpointModel(
      URI base,
      String model,
      Optional<String> apiKey,
      ModelConfig.Limits limits,
      Optional<ModelConfig.Price> price) {
    this.url = URI.create(base.toString().replaceFirst("/+$", "") + "/chat/completions");
    this.model = model;
    this.apiKey = apiKey;
    this.limits = limits;
    this.price = price;
  }

  /** Why there is no answer; {@code pause} is what the API asked for before the next try. */
  private record Missed(String reason, boolean mayAgain, @Nullable Duration pause) {}

  private static final class MissedException extends Exception {
    private static final long serialVersionUID = 1;
    private final transient Missed missed;

    MissedException(String reason, boolean mayAgain, @Nullable Duration pause) {
      super(reason, null, false, false);
      this.missed = new Missed(reason, mayAgain, pause);
    }
  }

  @Override
  public Answer ask(Question question) throws InterruptedException {
    long deadline = System.nanoTime() + limits.deadline().toNanos();
    for (int attempt = 0; ; attempt++) {
      try {
        return once(question, deadline);
      } catch (MissedException e) {
        Duration pause = pause(e.missed, attempt);
        boolean inTime = System.nanoTime() + pause.toNanos() < deadline;
        if (!e.missed.mayAgain() || attempt >= limits.retries() || !inTime) {
          throw new ModelFailure(e.missed.reason());
        }
        Thread.sleep(pause);
      }
    }
  }

  /** As asked for, else twice as long each time, with full jitter. */
  private static Duration pause(Missed missed, int attempt) {
    if (missed.pause() != null) {
      return missed.pause();
    }
    long most = FIRST_PAUSE.toMillis() << Math.min(attempt, 6);
    return Duration.ofMillis(ThreadLocalRandom.current().nextLong(most / 4, most + 1));
  }

  private Answer once(Question question, long deadline)
      throws MissedException, InterruptedException {
    long start = System.nanoTime();
    HttpResponse<String> response = send(body(question), deadline);
    while (response.statusCode() == BAD_REQUEST && refuses(response.body())) {
      response = send(body(question), deadline);
    }
    if (response.statusCode() != OK) {
      throw missed(response);
    }
    return answer(question, response.body(), (System.nanoTime() - start) / 1_000_000);
  }

  private HttpResponse<String> send(ObjectNode body, long deadline)
      throws MissedException, InterruptedException {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(url)
            .header("Content-Type", "application/json")
            .POST(HttpRequest.BodyPublishers.ofString(body.toString()));
    apiKey.ifPresent(key -> request.header("Authorization", "Bearer " + key));
    CompletableFuture<HttpResponse<String>> answer =
        client.sendAsync(
            request.build(), BodyHandlers.limiting(BodyHandlers.ofString(), LONGEST_ANSWER));
    try {
      return answer.get(Math.max(1, deadline - System.nanoTime()), TimeUnit.NANOSECONDS);
    } catch (TimeoutException e) {
      throw new MissedException(
          "%s at %s did not answer within %d s (deadline_seconds of llm_limits)."
              .formatted(model, url, limits.deadline().toSeconds()),
          false,
          null);
    } catch (ExecutionException e) {
      Throwable cause = e.getCause();
      if (cause instanceof IOException) {
        throw new MissedException(
            model + " at " + url + " cannot be reached (" + cause + ").", true, null);
      }
      throw new IllegalStateException(cause);
    } finally {
      answer.cancel(true);
    }
  }

  private ObjectNode body(Question question) {
    ObjectNode body = Json.MAPPER.createObjectNode().put("model", model);
    ArrayNode messages = body.putArray("messages");
    messages.addObject().put("role", "system").put("content", question.instructions());
    messages.addObject().put("role", "user").put("content", question.text());
    if (!refused.contains(Extra.MAX_TOKENS)) {
      body.put("max_tokens", question.maxTokens());
    } else if (!refused.contains(Extra.MAX_COMPLETION_TOKENS)) {
      body.put("max_completion_tokens", question.maxTokens());
    }
    if (question.json() && !refused.contains(Extra.RESPONSE_FORMAT)) {
      body.putObject("response_format").put("type", "json_object");
    }
    return body;
  }

  /** Whether it is an extra that the API does not want, and that was not known. */
  private boolean refuses(String answer) {
    String said = answer.replaceAll("\\s+", " ");
    for (Extra extra : Extra.values()) {
      String name = extra.name().toLowerCase(Locale.ROOT);
      boolean sent = extra != Extra.MAX_COMPLETION_TOKENS || refused.contains(Extra.MAX_TOKENS);
      if (sent && said.matches("(?s).*\\b" + name + "\\b.*") && refused.add(extra)) {
        return true;
      }
    }
    return false;
  }

  private MissedException missed(HttpResponse<String> response) {
    int status = response.statusCode();
    String said = message(response.body());
    String reason =
        "%s at %s answered %d%s%s"
            .formatted(
                model,
                url,
                status,
                said.isEmpty() ? "." : ": " + said,
                AGAIN.contains(status) ? "" : " See llm_url, llm_models and llm_api_key.");
    return new MissedException(reason, AGAIN.contains(status), retryAfter(response));
  }

  private static String message(String body) {
    try {
      String message = Json.MAPPER.readTree(body).path("error").path("message").asString("");
      return message.length() > 300 ? message.substring(0, 300) + "…" : message;
    } catch (JacksonException e) {
      // No JSON: the status alone says it.
      return "";
    }
  }

  private static @Nullable Duration retryAfter(HttpResponse<?> response) {
    return response
        .headers()
        .firstValue("Retry-After")
        .filter(value -> value.matches("\\d{1,6}"))
        .map(value -> Duration.ofSeconds(Long.parseLong(value)))
        .orElse(null);
  }

  private Answer answer(Question question, String body, long millis) throws MissedException {
    JsonNode json;
    try {
      json = Json.MAPPER.readTree(body);
    } catch (JacksonException e) {
      throw new MissedException(model + " at " + url + " did not answer with JSON.", true, null);
    }
    String text =
        Spoken.of(json.path("choices").path(0).path("message").path("content").asString(""));
    if (text.isEmpty()) {
      throw new MissedException(
          "%s at %s answered without a text (%s)."
              .formatted(
                  model, url, json.path("choices").path(0).path("finish_reason").asString("?")),
          true,
          null);
    }
    JsonNode usage = json.path("usage");
    int input =
        usage
            .path("prompt_tokens")
            .asInt(Tokens.of(question.instructions()) + Tokens.of(question.text()));
    int output = usage.path("completion_tokens").asInt(Tokens.of(text));
    BigDecimal cost = price.map(known -> known.of(input, output)).orElse(BigDecimal.ZERO);
    return new Answer(text, new ModelUse(model, input, output, cost, millis));
  }

  @Override
  public void close() {
    client.shutdownNow();
  }
}
