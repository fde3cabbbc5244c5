package dev.consilium.server.logging;

import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.classic.spi.IThrowableProxy;
import ch.qos.logback.classic.spi.ThrowableProxy;
import ch.qos.logback.core.encoder.EncoderBase;
import dev.consilium.schemas.json.Json;
import dev.consilium.schemas.work.Span;
import dev.consilium.schemas.work.Work;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.Locale;
import tools.jackson.databind.node.ObjectNode;

/**
 * One JSON object a line: {@code time, level, logger, thread, message}; {@code trace_id} and {@code
 * span_id} of the request at work; {@code error} with {@code type, message, stack}.
 */
final class JsonLines extends EncoderBase<ILoggingEvent> {
  private static final byte[] NONE = {};
  private static final int LONGEST_STACK = 20_000;

  @Override
  public byte[] headerBytes() {
    return NONE;
  }

  @Override
  public byte[] footerBytes() {
    return NONE;
  }

  /** Called on the thread that logs. */
  @Override
  public byte[] encode(ILoggingEvent event) {
    ObjectNode json = Json.MAPPER.createObjectNode();
    json.put("time", event.getInstant().toString())
        .put("level", event.getLevel().toString().toLowerCase(Locale.ROOT))
        .put("logger", event.getLoggerName())
        .put("thread", event.getThreadName())
        .put("message", event.getFormattedMessage());
    Span span = Work.current().span();
    putUnlessEmpty(json, "trace_id", span.traceId());
    putUnlessEmpty(json, "span_id", span.spanId());
    IThrowableProxy thrown = event.getThrowableProxy();
    if (thrown != null) {
      ObjectNode error = json.putObject("error");
      error.put("type", thrown.getClassName()).put("message", thrown.getMessage());
      if (thrown instanceof ThrowableProxy known) {
        error.put("stack", stack(known.getThrowable()));
      }
    }
    byte[] line = Json.MAPPER.writeValueAsBytes(json);
    byte[] ended = new byte[line.length + 1];
    System.arraycopy(line, 0, ended, 0, line.length);
    ended[line.length] = '\n';
    return ended;
  }

  private static void putUnlessEmpty(ObjectNode json, String name, String value) {
    if (!value.isEmpty()) {
      json.put(name, value);
    }
  }

  private static String stack(Throwable thrown) {
    StringWriter text = new StringWriter();
    thrown.printStackTrace(new PrintWriter(text));
    return text.getBuffer().substring(0, Math.min(text.getBuffer().length(), LONGEST_STACK));
  }
}
