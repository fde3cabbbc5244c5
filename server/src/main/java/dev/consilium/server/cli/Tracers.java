package dev.consilium.server.cli;

import dev.consilium.server.config.Config;
import dev.consilium.server.operations.Tracer;
import dev.consilium.server.tracing.OtelTracer;

/** The tracer that the configuration names. Without one, no class of OpenTelemetry is loaded. */
final class Tracers {
  private Tracers() {}

  static Tracer of(Config config) {
    if (config.otlpEndpoint().isEmpty()) {
      return Tracer.NONE;
    }
    return new OtelTracer(config.otlpEndpoint().get(), Version.text());
  }
}
