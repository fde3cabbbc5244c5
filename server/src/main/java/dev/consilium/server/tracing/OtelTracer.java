package dev.consilium.server.tracing;

import dev.consilium.schemas.work.Span;
import dev.consilium.server.operations.TraceParent;
import dev.consilium.server.operations.Tracer;
import io.opentelemetry.api.trace.SpanKind;
import io.opentelemetry.api.trace.propagation.W3CTraceContextPropagator;
import io.opentelemetry.context.Context;
import io.opentelemetry.context.propagation.TextMapGetter;
import io.opentelemetry.sdk.OpenTelemetrySdk;
import io.opentelemetry.sdk.autoconfigure.AutoConfiguredOpenTelemetrySdk;
import java.net.URI;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Sends traces to a collector by OTLP over HTTP, in batches and in the background; what the
 * collector does not take is dropped. The standard variables of OpenTelemetry ({@code
 * OTEL_SERVICE_NAME}, {@code OTEL_TRACES_SAMPLER}, {@code OTEL_EXPORTER_OTLP_HEADERS}, …) hold.
 */
public final class OtelTracer implements Tracer {
  private static final long TO_SEND_THE_REST = 3;

  private final OpenTelemetrySdk sdk;
  private final io.opentelemetry.api.trace.Tracer tracer;

  /**
   * @param endpoint {@code /v1/traces} below it takes the traces
   */
  public OtelTracer(URI endpoint, String version) {
    Map<String, String> defaults =
        Map.of(
            "otel.service.name", "consilium",
            "otel.exporter.otlp.protocol", "http/protobuf");
    Map<String, String> fixed = new HashMap<>();
    fixed.put("otel.exporter.otlp.endpoint", endpoint.toString());
    fixed.put("otel.traces.exporter", "otlp");
    // Those are Prometheus's and the log's.
    fixed.put("otel.metrics.exporter", "none");
    fixed.put("otel.logs.exporter", "none");
    this.sdk =
        AutoConfiguredOpenTelemetrySdk.builder()
            .disableShutdownHook()
            .addPropertiesSupplier(() -> defaults)
            .addPropertiesCustomizer(_ -> fixed)
            .build()
            .getOpenTelemetrySdk();
    this.tracer = sdk.getTracer("dev.consilium", version);
  }

  @Override
  public Span begin(String name, Optional<TraceParent> parent) {
    Context context =
        parent
            .map(given ->
                W3CTraceContextPropagator.getInstance()
                    .extract(Context.root(), given, Fields.INSTANCE))
            .orElse(Context.root());
    return OtelSpan.begin(tracer, context, name, SpanKind.SERVER);
  }

  private enum Fields implements TextMapGetter<TraceParent> {
    INSTANCE;

    @Override
    public Iterable<String> keys(TraceParent carrier) {
      return List.of("traceparent", "tracestate");
    }

    @Override
    public @Nullable String get(@Nullable TraceParent carrier, String key) {
      if (carrier == null) {
        return null;
      }
      return switch (key) {
        case "traceparent" -> carrier.parent();
        case "tracestate" -> carrier.state().orElse(null);
        default -> null;
      };
    }
  }

  @Override
  public void close() {
    var _ = sdk.getSdkTracerProvider().shutdown().join(TO_SEND_THE_REST, TimeUnit.SECONDS);
  }
}
