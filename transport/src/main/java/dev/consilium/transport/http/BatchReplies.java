package dev.consilium.transport.http;

import dev.consilium.schemas.rpc.RpcMessage;
import dev.consilium.transport.Reply;
import io.netty.buffer.ByteBuf;
import io.netty.handler.codec.http.HttpHeaderValues;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/**
 * The replies to the messages of one batch: an array of the answers once all have ended, or an
 * event stream from the first message that is sent, where each answer is an event of its own.
 */
final class BatchReplies {
  private final Exchange exchange;
  private final HttpOptions options;
  private final Backlog backlog;
  private final Map<String, String> headers = new HashMap<>();
  private final List<RpcMessage.Response> answers = new ArrayList<>();
  private int open;
  private int status;
  private @Nullable EventStream stream;

  BatchReplies(Exchange exchange, HttpOptions options, int size) {
    this.exchange = exchange;
    this.options = options;
    this.open = size;
    this.backlog = new Backlog(options);
  }

  Reply element() {
    return new Element();
  }

  private void sent(ByteBuf json, int size) {
    if (open == 0) {
      json.release();
      return;
    }
    EventStream events = stream;
    if (events == null) {
      events = exchange.openStream(headers);
      events.keepAlive(options.heartbeat());
      stream = events;
      for (RpcMessage.Response answer : answers) {
        events.event(Messages.encode(exchange.allocator(), answer));
      }
      answers.clear();
    }
    events.event(json).addListener(done -> backlog.remove(size));
  }

  /** Ends one element; a batch is refused as a whole where all that it gets is refusals. */
  void ended(RpcMessage.@Nullable Response answer, int elementStatus) {
    open--;
    status = status == 0 || status == elementStatus ? elementStatus : 200;
    if (answer != null) {
      if (stream == null) {
        answers.add(answer);
      } else {
        stream.event(Messages.encode(exchange.allocator(), answer));
      }
    }
    if (open == 0) {
      complete();
    }
  }

  private void complete() {
    if (stream != null) {
      stream.end();
    } else if (answers.isEmpty()) {
      exchange.respond(202, headers);
    } else {
      ByteBuf json = Messages.encode(exchange.allocator(), answers);
      exchange.respond(
          status == 202 ? 200 : status, HttpHeaderValues.APPLICATION_JSON, json, headers);
    }
  }

  private final class Element implements Reply {
    private final AtomicBoolean ended = new AtomicBoolean();

    @Override
    public void send(RpcMessage message) {
      if (ended.get()) {
        return;
      }
      ByteBuf json = Messages.encode(exchange.allocator(), message);
      int size = json.readableBytes();
      if (!backlog.add(size)) {
        json.release();
        exchange.abort("it reads its event stream too slowly");
      } else if (!exchange.execute(() -> sent(json, size))) {
        json.release();
      }
    }

    @Override
    public void finish(RpcMessage.Response response, Map<String, String> more) {
      end(response, 200, more);
    }

    @Override
    public void accept() {
      end(null, 202, Map.of());
    }

    @Override
    public void refuse(int httpStatus, RpcMessage.Failure failure, Map<String, String> headers) {
      end(failure, httpStatus, Map.of());
    }

    private void end(
        RpcMessage.@Nullable Response answer, int elementStatus, Map<String, String> more) {
      if (ended.compareAndSet(false, true)) {
        exchange.execute(() -> {
          headers.putAll(more);
          BatchReplies.this.ended(answer, elementStatus);
        });
      }
    }

    @Override
    public void onDisconnect(Runnable action) {
      exchange.onDisconnect(action);
    }
  }
}
