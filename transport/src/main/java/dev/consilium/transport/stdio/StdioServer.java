package dev.consilium.transport.stdio;

import dev.consilium.schemas.access.Principal;
import dev.consilium.schemas.rpc.RpcCodec;
import dev.consilium.schemas.rpc.RpcError;
import dev.consilium.schemas.rpc.RpcException;
import dev.consilium.schemas.rpc.RpcMessage;
import dev.consilium.transport.Peer;
import dev.consilium.transport.RequestHandler;
import dev.consilium.transport.RequestHead;
import dev.consilium.transport.internal.Departure;
import dev.consilium.transport.internal.Fault;
import dev.consilium.transport.internal.GuardedHandler;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Serves one MCP client over a pair of streams: a line of UTF-8 JSON for each message. */
public final class StdioServer {
  private static final Logger log = LoggerFactory.getLogger(StdioServer.class);

  /**
   * What was asked before the input ended is answered, also when a slow disk creates the database
   * first.
   */
  private static final Duration DRAIN = Duration.ofSeconds(60);

  private final LineReader lines;
  private final LineWriter writer;
  private final RequestHandler handler;
  private final int maxLine;
  private final Duration drain;
  private final OpenReplies replies = new OpenReplies();
  private final CountDownLatch over = new CountDownLatch(1);
  private final Peer peer =
      new Peer(
          Peer.Transport.STDIO,
          Principal.LOCAL,
          RequestHead.Headers.none(),
          Optional.empty(),
          new Peer.Connection());

  /** A server of these streams, which it does not close; longer lines are refused. */
  public StdioServer(InputStream in, OutputStream out, RequestHandler handler, int maxLineBytes) {
    this(in, out, handler, maxLineBytes, DRAIN);
  }

  StdioServer(
      InputStream in, OutputStream out, RequestHandler handler, int maxLineBytes, Duration drain) {
    this.lines = new LineReader(in, maxLineBytes);
    this.writer = new LineWriter(out, over::countDown);
    this.handler = new GuardedHandler(handler);
    this.maxLine = maxLineBytes;
    this.drain = drain;
  }

  /**
   * Serves until the input ends or nobody reads the output. Answers to what was received are still
   * written, if they come soon. An interrupt ends it at once.
   */
  public void run() {
    Departure stream = new Departure();
    handler.listen(peer, new LineReply(writer, stream, answer -> answer.ifPresent(writer::write)));
    // A read of stdin cannot be interrupted, so the thread is left behind when the output breaks.
    Thread.ofPlatform().daemon().name("stdin").start(this::read);
    try {
      over.await();
      stream.left();
      int rest = replies.drain(drain);
      if (rest > 0) {
        log.warn(
            "Cancelled what had no answer {} s after the input ended ({} in all). Keep stdin open until the answers have come",
            drain.toSeconds(),
            rest);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      stream.left();
    }
  }

  private void read() {
    try {
      while (true) {
        switch (lines.next()) {
          case LineReader.Line.Whole(ByteBuffer utf8) -> guarded(utf8);
          case LineReader.Line.TooLong() ->
              writer.write(
                  failure("Invalid request: the line is longer than " + maxLine + " bytes"));
          case LineReader.Line.EndOfInput() -> {
            return;
          }
        }
      }
    } catch (IOException e) {
      // The client went away without closing its end.
    } finally {
      over.countDown();
    }
  }

  /** Whatever a line does to us, the next one is read. */
  private void guarded(ByteBuffer utf8) {
    try {
      line(utf8);
    } catch (RuntimeException e) {
      writer.write(
          new RpcMessage.Failure(null, RpcError.of(RpcError.INTERNAL_ERROR, Fault.report(e))));
    }
  }

  private static RpcMessage.Failure failure(String message) {
    return new RpcMessage.Failure(null, RpcError.of(RpcError.INVALID_REQUEST, message));
  }

  private void line(ByteBuffer utf8) {
    if (LineText.isBlank(utf8)) {
      return;
    }
    RpcCodec.Incoming incoming;
    try {
      incoming = LineText.decode(utf8);
    } catch (RpcException e) {
      writer.write(new RpcMessage.Failure(e.id(), e.error()));
      return;
    }
    switch (incoming) {
      case RpcCodec.Incoming.Single(RpcMessage message) -> single(message);
      case RpcCodec.Incoming.Batch(List<RpcCodec.Element> elements) ->
          handler.refuseBatch(peer).ifPresentOrElse(writer::write, () -> batch(elements));
    }
  }

  private void single(RpcMessage message) {
    Departure departure = replies.begin();
    handler.handle(
        message,
        peer,
        new LineReply(
            writer,
            departure,
            answer -> {
              answer.ifPresent(writer::write);
              replies.end(departure);
            }));
  }

  private void batch(List<RpcCodec.Element> elements) {
    LineBatch batch = new LineBatch(writer, elements.size());
    for (RpcCodec.Element element : elements) {
      switch (element) {
        case RpcCodec.Element.Broken(RpcMessage.Failure answer) -> batch.ended(Optional.of(answer));
        case RpcCodec.Element.Sound(RpcMessage message) -> {
          Departure departure = replies.begin();
          handler.handle(
              message,
              peer,
              new LineReply(
                  writer,
                  departure,
                  answer -> {
                    batch.ended(answer);
                    replies.end(departure);
                  }));
        }
      }
    }
  }
}
