package dev.consilium.transport.http;

import dev.consilium.schemas.rpc.RpcMessage;
import dev.consilium.transport.Reply;
import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelFuture;
import io.netty.handler.codec.http.HttpHeaderValues;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/**
 * The reply to one HTTP request: JSON, or an event stream from the first message that is sent.
 *
 * <p>A message is encoded on the thread that sends it and hops to the event loop once.
 */
final class HttpReply implements Reply {
  private final Exchange exchange;
  private final HttpOptions options;
  private final int acceptedStatus;
  private final Backlog backlog;
  private final AtomicBoolean ended = new AtomicBoolean();

  /** On the event loop only, as is the next. */
  private @Nullable EventStream stream;

  private boolean over;

  HttpReply(Exchange exchange, HttpOptions options, int acceptedStatus) {
    this.exchange = exchange;
    this.options = options;
    this.acceptedStatus = acceptedStatus;
    this.backlog = new Backlog(options);
  }

  /** Opens the event stream before there is something to send, unless the reply has ended. */
  void open() {
    if (!over) {
      stream();
    }
  }

  /** On the event loop: an event that is no message. */
  void event(String name, String data) {
    stream().event(name, data);
  }

  private EventStream stream() {
    if (stream == null) {
      stream = exchange.openStream(Map.of());
      stream.keepAlive(options.heartbeat());
    }
    return stream;
  }

  @Override
  public void send(RpcMessage message) {
    send(message, null);
  }

  @Override
  public void prime(String eventId, Duration retry) {
    if (!ended.get()) {
      exchange.execute(() -> {
        if (!over) {
          stream().prime(eventId, retry);
        }
      });
    }
  }

  @Override
  public void send(RpcMessage message, @Nullable String eventId) {
    if (ended.get()) {
      return;
    }
    ByteBuf json = Messages.encode(exchange.allocator(), message);
    int size = json.readableBytes();
    if (!backlog.add(size)) {
      json.release();
      if (ended.compareAndSet(false, true)) {
        exchange.abort("it reads its event stream too slowly");
      }
      return;
    }
    onLoop(json, () -> event(json, size, eventId));
  }

  private void event(ByteBuf json, int size, @Nullable String eventId) {
    if (over) {
      json.release();
      return;
    }
    ChannelFuture written = eventId == null ? stream().event(json) : stream().event(json, eventId);
    written.addListener(done -> backlog.remove(size));
  }

  @Override
  public void finish(RpcMessage.Response response, Map<String, String> headers) {
    end(200, response, headers);
  }

  @Override
  public void refuse(int httpStatus, RpcMessage.Failure failure, Map<String, String> headers) {
    end(httpStatus, failure, headers);
  }

  private void end(int status, RpcMessage.Response response, Map<String, String> headers) {
    if (ended.compareAndSet(false, true)) {
      ByteBuf json = Messages.encode(exchange.allocator(), response);
      onLoop(json, () -> answer(status, json, headers));
    }
  }

  private void answer(int status, ByteBuf json, Map<String, String> headers) {
    over = true;
    if (stream == null) {
      exchange.respond(status, HttpHeaderValues.APPLICATION_JSON, json, headers);
    } else {
      stream.event(json);
      stream.end();
    }
  }

  @Override
  public void accept() {
    if (ended.compareAndSet(false, true)) {
      exchange.execute(this::endWithoutAnswer);
    }
  }

  private void endWithoutAnswer() {
    over = true;
    if (stream == null) {
      exchange.respond(acceptedStatus, Map.of());
    } else {
      stream.end();
    }
  }

  @Override
  public void onDisconnect(Runnable action) {
    exchange.onDisconnect(action);
  }

  private void onLoop(ByteBuf json, Runnable action) {
    if (!exchange.execute(action)) {
      json.release();
    }
  }
}
