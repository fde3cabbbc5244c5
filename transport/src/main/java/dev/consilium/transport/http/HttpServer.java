package dev.consilium.transport.http;

import dev.consilium.transport.Gate;
import dev.consilium.transport.RequestHandler;
import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.util.concurrent.DefaultThreadFactory;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** Serves MCP at {@code /mcp} and {@code /sse}, and the given routes beside it, until closed. */
public final class HttpServer implements AutoCloseable {
  private static final int BACKLOG = 1024;

  private final HttpOptions options;
  private final EventLoopGroup loops;
  private final Channel listener;
  private final Connections connections;

  private HttpServer(
      HttpOptions options, EventLoopGroup loops, Channel listener, Connections connections) {
    this.options = options;
    this.loops = loops;
    this.listener = listener;
    this.connections = connections;
  }

  /**
   * Binds the address and starts to serve.
   *
   * @throws IOException if the address cannot be bound; the message says what to do
   */
  public static HttpServer start(
      HttpOptions options, Gate gate, RequestHandler handler, List<HttpRoute> routes)
      throws IOException {
    return start(options, gate, handler, routes, List.of());
  }

  /** The same with paths at which clients open WebSockets. */
  public static HttpServer start(
      HttpOptions options,
      Gate gate,
      RequestHandler handler,
      List<HttpRoute> routes,
      List<WebSocketRoute> sockets)
      throws IOException {
    Map<String, Endpoint> upgrades = new LinkedHashMap<>();
    for (WebSocketRoute socket : sockets) {
      upgrades.put(socket.path(), new WebSocketEndpoint(socket, gate, options));
    }
    Router router =
        new Router(
            new McpEndpoint(handler, options),
            new SseEndpoint(handler, options),
            routes,
            upgrades,
            options);
    Connections connections = new Connections(options.maxConnections());
    EventLoopGroup loops =
        new MultiThreadIoEventLoopGroup(
            Runtime.getRuntime().availableProcessors(),
            new DefaultThreadFactory("http"),
            Sockets.SYSTEM.loops());
    ChannelFuture bound =
        new ServerBootstrap()
            .group(loops)
            .channel(Sockets.SYSTEM.listener())
            .option(ChannelOption.SO_BACKLOG, BACKLOG)
            .option(ChannelOption.SO_REUSEADDR, true)
            .childOption(ChannelOption.TCP_NODELAY, true)
            .childHandler(new HttpPipeline(options, connections, gate, router))
            .bind(options.host(), options.port())
            .awaitUninterruptibly();
    if (!bound.isSuccess()) {
      shutDown(loops);
      throw BindFailure.of(options, bound.cause());
    }
    return new HttpServer(options, loops, bound.channel(), connections);
  }

  /** The address that is bound, with the port that was chosen. */
  public InetSocketAddress address() {
    return (InetSocketAddress) listener.localAddress();
  }

  /** How many connections are open. */
  public int connections() {
    return connections.count();
  }

  /** {@code http://host:port}, with the port that is bound. */
  public String url() {
    String host = options.host().contains(":") ? "[" + options.host() + "]" : options.host();
    return "http://" + host + ":" + address().getPort();
  }

  /**
   * Stops accepting, ends the event streams nobody waits on, lets requests be answered within the
   * close timeout, cuts off the rest. Blocks until then; not to be called on an event loop.
   */
  @Override
  public void close() {
    listener.close().awaitUninterruptibly();
    connections.drain(options.closeTimeout());
    shutDown(loops);
  }

  private static void shutDown(EventLoopGroup loops) {
    loops.shutdownGracefully(0, 2, TimeUnit.SECONDS).awaitUninterruptibly();
  }
}
