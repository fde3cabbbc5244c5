package dev.consilium.server.tracing;

import dev.consilium.schemas.work.Span;
import io.opentelemetry.api.trace.SpanKind;
import io.opentelemetry.api.trace.StatusCode;
import io.opentelemetry.api.trace.Tracer;
import io.opentelemetry.context.Context;

/** A span of OpenTelemetry. */
record OtelSpan(Tracer tracer, io.opentelemetry.api.trace.Span span) implements Span {
  static Span begin(Tracer tracer, Context parent, String name, SpanKind kind) {
    return new OtelSpan(
        tracer, tracer.spanBuilder(name).setParent(parent).setSpanKind(kind).startSpan());
  }

  @Override
  public Span begin(String name, Kind kind) {
    SpanKind known =
        switch (kind) {
          case SERVER -> SpanKind.SERVER;
          case INTERNAL -> SpanKind.INTERNAL;
          case CLIENT -> SpanKind.CLIENT;
        };
    return begin(tracer, Context.root().with(span), name, known);
  }

  @Override
  public void tag(String name, String value) {
    span.setAttribute(name, value);
  }

  @Override
  public void fail(String why) {
    span.setStatus(StatusCode.ERROR, why);
  }

  @Override
  public void end() {
    span.end();
  }

  @Override
  public String traceId() {
    return span.getSpanContext().getTraceId();
  }

  @Override
  public String spanId() {
    return span.getSpanContext().getSpanId();
  }

  /** What is not sampled is not sent. */
  @Override
  public boolean isFollowed() {
    return span.isRecording();
  }
}
