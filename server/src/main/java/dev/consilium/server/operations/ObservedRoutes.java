package dev.consilium.server.operations;

import dev.consilium.schemas.access.Principal;
import dev.consilium.schemas.work.Asked;
import dev.consilium.schemas.work.Span;
import dev.consilium.schemas.work.Work;
import dev.consilium.transport.RequestHead;
import dev.consilium.transport.http.HttpCall;
import dev.consilium.transport.http.HttpRoute;
import dev.consilium.transport.http.Outlet;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Function;

/**
 * Stands around plain HTTP routes: counts their requests, and follows those that work with the
 * records. A handler that goes on on another thread carries its {@link Work} there.
 */
public final class ObservedRoutes {
  /** What changes nothing. */
  private static final Set<String> SAFE = Set.of("GET", "HEAD", "OPTIONS");

  /** Where one request of a route is counted. */
  @FunctionalInterface
  public interface RouteMeter {
    void ended(String method, int status, long nanos);
  }

  private final HttpRoute route;
  private final String door;
  private final Tracer tracer;
  private final RouteMeter meter;

  private ObservedRoutes(HttpRoute route, Tracer tracer, RouteMeter meter) {
    this.route = route;
    this.door = route.path().startsWith("/webhook") ? "webhook" : "rest";
    this.tracer = tracer;
    this.meter = meter;
  }

  /** The same routes, observed. */
  public static List<HttpRoute> of(
      List<HttpRoute> routes, Tracer tracer, Function<String, RouteMeter> meters) {
    return routes.stream()
        .map(route -> {
          ObservedRoutes observed = new ObservedRoutes(route, tracer, meters.apply(route.path()));
          return new HttpRoute(route.path(), route.match(), observed::handle);
        })
        .toList();
  }

  private void handle(HttpCall call) {
    Span span = begin(call.head());
    Observed observed = new Observed(call, span);
    Work work = Work.of(span);
    if (isFollowed() && !SAFE.contains(call.head().method())) {
      work = work.asking(asked(call));
    }
    try {
      work.run(() -> route.handler().handle(observed));
    } catch (RuntimeException e) {
      observed.ended(500);
      throw e;
    }
  }

  /** Probes come often, and say nothing. */
  private boolean isFollowed() {
    return route.path().startsWith("/api/") || route.path().startsWith("/webhook/");
  }

  private Span begin(RequestHead head) {
    if (!isFollowed()) {
      return Span.NONE;
    }
    Span span = tracer.begin(head.method() + " " + route.path(), TraceParent.of(head.headers()));
    span.tag("http.request.method", head.method());
    span.tag("http.route", route.path());
    span.tag("url.path", head.path());
    return span;
  }

  private Asked asked(HttpCall call) {
    RequestHead head = call.head();
    return new Asked(
        call.principal().name(), door, head.method() + " " + head.path(), "", digest(call.body()));
  }

  private static String digest(byte[] body) {
    try {
      return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(body));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }

  private final class Observed implements HttpCall {
    private final HttpCall call;
    private final Span span;
    private final long begin = System.nanoTime();
    private final AtomicBoolean over = new AtomicBoolean();

    Observed(HttpCall call, Span span) {
      this.call = call;
      this.span = span;
    }

    void ended(int status) {
      if (over.compareAndSet(false, true)) {
        meter.ended(call.head().method(), status, System.nanoTime() - begin);
        span.tag("http.response.status_code", Integer.toString(status));
        if (status >= 500) {
          span.fail("HTTP " + status);
        }
        span.end();
      }
    }

    @Override
    public RequestHead head() {
      return call.head();
    }

    @Override
    public Map<String, List<String>> query() {
      return call.query();
    }

    @Override
    public byte[] body() {
      return call.body();
    }

    @Override
    public Principal principal() {
      return call.principal();
    }

    @Override
    public void respond(
        int status, String contentType, byte[] content, Map<String, String> headers) {
      ended(status);
      call.respond(status, contentType, content, headers);
    }

    /** Counted when it begins: how long it stays open says nothing of the host. */
    @Override
    public Outlet stream(Outlet.Listener listener) {
      ended(200);
      return call.stream(listener);
    }
  }
}
