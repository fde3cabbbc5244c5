package dev.consilium.server.operations;

import com.sun.net.httpserver.HttpServer;
import io.opentelemetry.proto.collector.trace.v1.ExportTraceServiceRequest;
import io.opentelemetry.proto.trace.v1.Span;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.function.Predicate;
import java.util.zip.GZIPInputStream;

/** Takes traces as a collector of OpenTelemetry does, by OTLP over HTTP in protobuf. */
final class Collector implements AutoCloseable {
  private final HttpServer server;
  private final List<Span> spans = new ArrayList<>();

  Collector() throws IOException {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    var _ =
        server.createContext(
            "/v1/traces",
            exchange -> {
              boolean packed =
                  "gzip".equals(exchange.getRequestHeaders().getFirst("Content-Encoding"));
              try (InputStream body =
                  packed
                      ? new GZIPInputStream(exchange.getRequestBody())
                      : exchange.getRequestBody()) {
                take(ExportTraceServiceRequest.parseFrom(body));
              }
              exchange.sendResponseHeaders(200, -1);
              exchange.close();
            });
    server.start();
  }

  String url() {
    return "http://127.0.0.1:" + server.getAddress().getPort();
  }

  private synchronized void take(ExportTraceServiceRequest request) {
    request
        .getResourceSpansList()
        .forEach(r -> r.getScopeSpansList().forEach(s -> spans.addAll(s.getSpansList())));
    notifyAll();
  }

  synchronized List<Span> all() {
    return List.copyOf(spans);
  }

  /** Waits for a span. */
  synchronized Span await(Predicate<Span> wanted) throws InterruptedException {
    long deadline = System.nanoTime() + 60_000_000_000L;
    while (spans.stream().noneMatch(wanted)) {
      if (System.nanoTime() > deadline) {
        throw new AssertionError("only " + spans.stream().map(Span::getName).toList());
      }
      wait(1_000);
    }
    return spans.stream().filter(wanted).findFirst().orElseThrow();
  }

  Span parent(Span child) throws InterruptedException {
    return await(span -> span.getSpanId().equals(child.getParentSpanId()));
  }

  static String hex(com.google.protobuf.ByteString id) {
    return HexFormat.of().formatHex(id.toByteArray());
  }

  static String tag(Span span, String name) {
    return span.getAttributesList().stream()
        .filter(tag -> tag.getKey().equals(name))
        .map(tag -> tag.getValue().getStringValue())
        .findFirst()
        .orElse("");
  }

  @Override
  public void close() {
    server.stop(0);
  }
}
