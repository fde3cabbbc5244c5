package dev.consilium.transport.http;

import dev.consilium.transport.Gate;
import dev.consilium.transport.RequestHandler;
import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.SocketChannel;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import io.netty.handler.codec.http.HttpDecoderConfig;
import io.netty.handler.codec.http.HttpServerCodec;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** Serves the MCP endpoint {@code /mcp} and plain routes over HTTP/1.1. */
public final class HttpServer implements AutoCloseable {
  private static final int BACKLOG = 1024;

  private final EventLoopGroup loops;
  private final Channel listening;
  private final OpenExchanges exchanges;
  private final HttpOptions options;

  private HttpServer(
      EventLoopGroup loops, Channel listening, OpenExchanges exchanges, HttpOptions options) {
    this.loops = loops;
    this.listening = listening;
    this.exchanges = exchanges;
    this.options = options;
  }

  /**
   * Binds and begins to serve.
   *
   * @throws IOException when the address cannot be bound; the message says what to do
   */
  public static HttpServer start(
      HttpOptions options, Gate gate, RequestHandler handler, List<HttpRoute> routes)
      throws IOException {
    OpenExchanges exchanges = new OpenExchanges(options.maxConnections());
    Router router = new Router(new McpEndpoint(handler), routes);
    EventLoopGroup loops = new MultiThreadIoEventLoopGroup(NioIoHandler.newFactory());
    ServerBootstrap bootstrap =
        new ServerBootstrap()
            .group(loops)
            .channel(NioServerSocketChannel.class)
            .option(ChannelOption.SO_BACKLOG, BACKLOG)
            .option(ChannelOption.SO_REUSEADDR, true)
            .childOption(ChannelOption.TCP_NODELAY, true)
            .childHandler(
                new ChannelInitializer<SocketChannel>() {
                  @Override
                  protected void initChannel(SocketChannel channel) {
                    channel
                        .pipeline()
                        .addLast(
                            exchanges,
                            new HttpServerCodec(
                                new HttpDecoderConfig()
                                    .setMaxInitialLineLength(options.maxHeaderBytes())
                                    .setMaxHeaderSize(options.maxHeaderBytes())),
                            new ConnectionHandler(options, gate, router, exchanges));
                  }
                });
    try {
      Channel listening = bootstrap.bind(options.host(), options.port()).sync().channel();
      return new HttpServer(loops, listening, exchanges, options);
    } catch (InterruptedException e) {
      loops.shutdownGracefully();
      Thread.currentThread().interrupt();
      throw new IOException("interrupted while binding", e);
    } catch (Exception e) {
      loops.shutdownGracefully();
      throw new IOException(
          "Cannot listen on "
              + options.host()
              + ":"
              + options.port()
              + " ("
              + e.getMessage()
              + "). Stop what uses it, or choose another with --port (0 takes a free one).",
          e);
    }
  }

  /** {@code http://host:port}, with the port that was bound. */
  public String url() {
    InetSocketAddress address = (InetSocketAddress) listening.localAddress();
    String host = options.host().contains(":") ? "[" + options.host() + "]" : options.host();
    return "http://" + host + ":" + address.getPort();
  }

  /**
   * Stops accepting, lets requests in work finish for a while, ends the streams. Repeats are
   * harmless.
   */
  @Override
  public void close() {
    listening.close().syncUninterruptibly();
    exchanges.drain(options.shutdownTimeout());
    loops
        .shutdownGracefully(0, options.shutdownTimeout().toMillis(), TimeUnit.MILLISECONDS)
        .syncUninterruptibly();
  }
}
