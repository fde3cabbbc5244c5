package dev.consilium.transport.http;

import dev.consilium.transport.Gate;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelPipeline;
import io.netty.channel.socket.SocketChannel;
import io.netty.handler.codec.http.HttpDecoderConfig;
import io.netty.handler.codec.http.HttpServerCodec;

/** The handlers of one connection, in the order in which bytes pass them. */
final class HttpPipeline extends ChannelInitializer<SocketChannel> {
  private static final int MAX_REQUEST_LINE = 8 << 10;

  /** More than one read can bring; the queue stops reading long before. */
  private static final int MAX_PIPELINED = 8_000;

  private final HttpOptions options;
  private final Connections connections;
  private final Gate gate;
  private final Router router;

  HttpPipeline(HttpOptions options, Connections connections, Gate gate, Router router) {
    this.options = options;
    this.connections = connections;
    this.gate = gate;
    this.router = router;
  }

  @Override
  protected void initChannel(SocketChannel channel) {
    ReadDeadline deadline = new ReadDeadline(options.readTimeout(), options.idleTimeout());
    RequestQueue queue = new RequestQueue(deadline);
    ChannelPipeline pipeline = channel.pipeline();
    pipeline.addLast(connections);
    pipeline.addLast(deadline);
    pipeline.addLast(
        new HttpServerCodec(
            new HttpDecoderConfig()
                .setMaxInitialLineLength(MAX_REQUEST_LINE)
                .setMaxHeaderSize(options.maxHead()),
            MAX_PIPELINED));
    pipeline.addLast(queue);
    pipeline.addLast(new AdmissionHandler(gate, queue, options));
    pipeline.addLast(new BodyCollector(options.maxBody()));
    pipeline.addLast(router);
    pipeline.addLast(LastHandler.INSTANCE);
  }
}
