package dev.consilium.server.operations;

import dev.consilium.memory.UnavailableException;
import dev.consilium.memory.audit.AuditStore;
import dev.consilium.schemas.access.Principal;
import dev.consilium.schemas.work.Asked;
import dev.consilium.schemas.work.Span;
import dev.consilium.schemas.work.Work;
import dev.consilium.transport.RequestHead;
import dev.consilium.transport.http.HttpCall;
import dev.consilium.transport.http.HttpRoute;
import dev.consilium.transport.http.Outlet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Stands around plain HTTP routes: counts their requests, and follows those that work with the
 * records. A handler that goes on on another thread carries its {@link Work} there.
 */
public final class ObservedRoutes {
  private static final Logger log = LoggerFactory.getLogger(ObservedRoutes.class);

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
  private final AuditStore audit;
  private final RouteMeter meter;

  private ObservedRoutes(HttpRoute route, Tracer tracer, AuditStore audit, RouteMeter meter) {
    this.route = route;
    this.door = route.path().startsWith("/webhook") ? "webhook" : "rest";
    this.tracer = tracer;
    this.audit = audit;
    this.meter = meter;
  }

  /** The same routes, observed. */
  public static List<HttpRoute> of(
      List<HttpRoute> routes,
      Tracer tracer,
      AuditStore audit,
      Function<String, RouteMeter> meters) {
    return routes.stream()
        .map(route -> {
          ObservedRoutes observed =
              new ObservedRoutes(route, tracer, audit, meters.apply(route.path()));
          return new HttpRoute(route.path(), route.match(), observed::handle);
        })
        .toList();
  }

  private void handle(HttpCall call) {
    Span span = begin(call.head());
    boolean changes = isFollowed() && !SAFE.contains(call.head().method());
    Work work = changes ? Work.of(span).asking(asked(call)) : Work.of(span);
    Observed observed = new Observed(call, work);
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
        call.principal().name(),
        door,
        head.method() + " " + head.path(),
        "",
        Asked.digest(call.body()));
  }

  /** Refused and failed requests; what was changed is noted with the change. Never blocks. */
  private void note(Work work, int status) {
    if (status < 400 || work.asked().isEmpty()) {
      return;
    }
    String outcome =
        switch (status) {
          case 401, 403 -> "refused";
          default -> status < 500 ? "failed" : "error";
        };
    Asked asked = work.asked().get();
    var _ =
        Thread.ofVirtual()
            .name("audit")
            .start(() -> {
              try {
                work.run(() -> audit.ended(asked, outcome));
              } catch (UnavailableException e) {
                // It changed nothing, and nothing can be written down.
                log.warn("Not in the audit log: {} by {}", asked.call(), asked.principal());
              }
            });
  }

  private final class Observed implements HttpCall {
    private final HttpCall call;
    private final Work work;
    private final long begin = System.nanoTime();
    private final AtomicBoolean over = new AtomicBoolean();

    Observed(HttpCall call, Work work) {
      this.call = call;
      this.work = work;
    }

    void ended(int status) {
      if (over.compareAndSet(false, true)) {
        meter.ended(call.head().method(), status, System.nanoTime() - begin);
        note(work, status);
        Span span = work.span();
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
