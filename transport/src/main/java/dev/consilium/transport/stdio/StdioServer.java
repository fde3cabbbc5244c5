package dev.consilium.transport.stdio;

import dev.consilium.schemas.rpc.RpcCodec;
import dev.consilium.schemas.rpc.RpcError;
import dev.consilium.schemas.rpc.RpcException;
import dev.consilium.schemas.rpc.RpcMessage;
import dev.consilium.transport.Peer;
import dev.consilium.transport.RequestHandler;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** MCP over stdin and stdout: one JSON-RPC message a line, UTF-8 (MCP, Transports, stdio). */
public final class StdioServer {
  /** How long answers are awaited after the client has closed its end. */
  private static final Duration DRAIN = Duration.ofSeconds(3);

  private final LineReader lines;
  private final StdioOutput output;
  private final RequestHandler handler;
  private final Peer peer =
      new Peer(
          Peer.Transport.STDIO,
          "local",
          Optional.empty(),
          Optional.empty(),
          Optional.empty(),
          new Peer.Connection());

  /** A server of these streams, which it does not close; longer lines are refused. */
  public StdioServer(InputStream in, OutputStream out, RequestHandler handler, int maxLineBytes) {
    this.lines = new LineReader(in, maxLineBytes);
    this.output = new StdioOutput(out);
    this.handler = handler;
  }

  /** Serves until the input ends; answers to what was read are still written. */
  public void run() {
    handler.listen(peer, output.listening());
    try {
      for (LineReader.Line line = lines.next(); line != null; line = lines.next()) {
        switch (line) {
          case LineReader.Line.Whole(InputStream utf8) -> message(utf8);
          case LineReader.Line.TooLong(int limit) ->
              output.write(
                  new RpcMessage.Failure(
                      null,
                      RpcError.of(
                          RpcError.INVALID_REQUEST,
                          "Invalid request: the line is longer than " + limit + " bytes")));
        }
      }
    } catch (IOException e) {
      // A client that went away hard is a client that went away.
    }
    output.drain(DRAIN);
  }

  private void message(InputStream utf8) {
    try {
      switch (RpcCodec.decode(utf8)) {
        case RpcCodec.Incoming.Single(RpcMessage message) ->
            handler.handle(message, peer, output.reply());
        case RpcCodec.Incoming.Batch(List<RpcMessage> messages) -> batch(messages);
      }
    } catch (RpcException e) {
      output.write(new RpcMessage.Failure(e.id(), e.error()));
    }
  }

  private void batch(List<RpcMessage> messages) {
    Optional<RpcMessage.Failure> refusal = handler.refuseBatch(peer);
    if (refusal.isPresent()) {
      output.write(refusal.get());
      return;
    }
    StdioOutput.Batch batch = output.batch(messages.size());
    for (RpcMessage message : messages) {
      if (message instanceof RpcMessage.Failure broken && broken.id() == null) {
        batch.reply().finish(broken);
      } else {
        handler.handle(message, peer, batch.reply());
      }
    }
  }
}
