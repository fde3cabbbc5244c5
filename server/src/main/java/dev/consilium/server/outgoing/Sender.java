package dev.consilium.server.outgoing;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.consilium.schemas.json.Json;
import dev.consilium.tools.RetryAfter;
import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.apache.hc.client5.http.classic.methods.HttpPost;
import org.apache.hc.client5.http.config.ConnectionConfig;
import org.apache.hc.client5.http.config.RequestConfig;
import org.apache.hc.client5.http.impl.classic.CloseableHttpClient;
import org.apache.hc.client5.http.impl.classic.HttpClients;
import org.apache.hc.client5.http.impl.io.PoolingHttpClientConnectionManagerBuilder;
import org.apache.hc.client5.http.routing.RoutingSupport;
import org.apache.hc.core5.http.ClassicHttpResponse;
import org.apache.hc.core5.http.ContentType;
import org.apache.hc.core5.http.Header;
import org.apache.hc.core5.http.HttpException;
import org.apache.hc.core5.http.io.entity.ByteArrayEntity;
import org.apache.hc.core5.io.CloseMode;
import org.apache.hc.core5.util.TimeValue;
import org.apache.hc.core5.util.Timeout;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;

/**
 * Sends one request at a time for each caller: to public addresses only, without redirects, proxies
 * or cookies, within a time in which all must be over, whatever the receiver does.
 */
final class Sender implements AutoCloseable {
  private static final String USER_AGENT = "Consilium-Webhooks/1";
  private static final int LONGEST_ANSWER = 2_048;
  private static final int LONGEST_EXCERPT = 200;

  /** Names are looked up anew now and then. */
  private static final TimeValue CONNECTION_KEPT = TimeValue.ofMinutes(1);

  private final OutgoingConfig config;
  private final Duration timeout;

  /**
   * Made when it is first needed: it reads all certificates of the JDK; most hosts send nothing.
   */
  private @Nullable CloseableHttpClient client;

  private boolean closed;
  private final ScheduledExecutorService deadlines =
      Executors.newSingleThreadScheduledExecutor(Thread.ofVirtual().name("deadlines").factory());

  Sender(OutgoingConfig config) {
    this.config = config;
    this.timeout = config.limits().timeout();
  }

  private synchronized CloseableHttpClient client() throws IOException {
    CloseableHttpClient open = client;
    if (open == null) {
      if (closed) {
        throw new IOException("the host is stopping");
      }
      open = connect();
      client = open;
    }
    return open;
  }

  private CloseableHttpClient connect() {
    Timeout most = Timeout.of(timeout);
    return HttpClients.custom()
        .setConnectionManager(
            PoolingHttpClientConnectionManagerBuilder.create()
                .setDnsResolver(new GuardedNames(config.allowed()))
                .setMaxConnTotal(config.limits().concurrent() * 2)
                .setMaxConnPerRoute(config.limits().concurrent())
                .setDefaultConnectionConfig(
                    ConnectionConfig.custom()
                        .setConnectTimeout(most)
                        .setSocketTimeout(most)
                        .setTimeToLive(CONNECTION_KEPT)
                        .build())
                .build())
        .setDefaultRequestConfig(
            RequestConfig.custom()
                .setConnectionRequestTimeout(most)
                .setResponseTimeout(most)
                .build())
        .setUserAgent(USER_AGENT)
        .disableRedirectHandling()
        .disableAutomaticRetries()
        .disableContentCompression()
        .disableCookieManagement()
        .disableAuthCaching()
        .build();
  }

  Result send(Receiver receiver, Message message) {
    HttpPost request = new HttpPost(receiver.uri());
    request.setEntity(new ByteArrayEntity(message.body(), ContentType.APPLICATION_JSON));
    message.headers().forEach(request::setHeader);
    Future<?> deadline =
        deadlines.schedule(request::cancel, timeout.toMillis(), TimeUnit.MILLISECONDS);
    try (ClassicHttpResponse response =
        client().executeOpen(RoutingSupport.determineHost(request), request, null)) {
      return result(receiver, response);
    } catch (IOException | HttpException e) {
      String why =
          request.isCancelled()
              ? "no answer within " + timeout.toMillis() + " ms"
              : Objects.requireNonNullElse(e.getMessage(), e.getClass().getSimpleName());
      return new Result(null, receiver.withoutSecrets(why), Optional.empty());
    } finally {
      deadline.cancel(false);
    }
  }

  private static Result result(Receiver receiver, ClassicHttpResponse response) throws IOException {
    int status = response.getCode();
    if (status >= 200 && status < 300) {
      return new Result(status, "", Optional.empty());
    }
    String answer = answer(response);
    String excerpt = receiver.withoutSecrets(excerpt(answer));
    String error =
        "the receiver answered "
            + status
            + (status >= 300 && status < 400 ? "; redirects are not followed" : "")
            + (excerpt.isEmpty() ? "" : ": " + excerpt);
    Header header = response.getFirstHeader("Retry-After");
    return new Result(
        status,
        error,
        RetryAfter.of(
            Optional.ofNullable(header).map(Header::getValue).or(() -> ofTelegram(answer)),
            InstantSource.system()));
  }

  private static String answer(ClassicHttpResponse response) throws IOException {
    if (response.getEntity() == null) {
      return "";
    }
    try (InputStream content = response.getEntity().getContent()) {
      return content == null ? "" : new String(content.readNBytes(LONGEST_ANSWER), UTF_8);
    }
  }

  private static String excerpt(String answer) {
    return ChatText.shortened(answer.replaceAll("[\\p{Cntrl}\\s]+", " ").strip(), LONGEST_EXCERPT);
  }

  /** It says in the body when to come again. */
  private static Optional<String> ofTelegram(String answer) {
    try {
      JsonNode seconds = Json.MAPPER.readTree(answer).at("/parameters/retry_after");
      return seconds.isIntegralNumber() ? Optional.of(seconds.asString()) : Optional.empty();
    } catch (JacksonException e) {
      // Others do not answer JSON.
      return Optional.empty();
    }
  }

  /** Requests that are under way fail. */
  @Override
  public synchronized void close() {
    closed = true;
    if (client != null) {
      client.close(CloseMode.IMMEDIATE);
    }
    deadlines.shutdownNow();
  }
}
