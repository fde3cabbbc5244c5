package dev.consilium.bench.floor;

import io.netty.bootstrap.ServerBootstrap;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufInputStream;
import io.netty.buffer.ByteBufOutputStream;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.channel.epoll.Epoll;
import io.netty.channel.epoll.EpollIoHandler;
import io.netty.channel.epoll.EpollServerSocketChannel;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.SocketChannel;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import io.netty.handler.codec.http.DefaultFullHttpResponse;
import io.netty.handler.codec.http.FullHttpRequest;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaderValues;
import io.netty.handler.codec.http.HttpObjectAggregator;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpServerCodec;
import io.netty.handler.codec.http.HttpVersion;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetSocketAddress;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/** Over HTTP; what needs the database runs on a thread for each of its connections. */
public final class HttpFloor {
  private static final int MOST_BYTES = 1 << 20;
  private static final int BACKLOG = 4096;

  private HttpFloor() {}

  @SuppressWarnings("SystemOut")
  public static void main(String[] args) throws InterruptedException {
    FloorTable table = FloorTable.ofEnvironment();
    ExecutorService blocking = Executors.newFixedThreadPool(FloorTable.CONNECTIONS);
    boolean epoll = Epoll.isAvailable();
    InetSocketAddress address =
        (InetSocketAddress)
            new ServerBootstrap()
                .group(
                    new MultiThreadIoEventLoopGroup(
                        Runtime.getRuntime().availableProcessors(),
                        epoll ? EpollIoHandler.newFactory() : NioIoHandler.newFactory()))
                .channel(epoll ? EpollServerSocketChannel.class : NioServerSocketChannel.class)
                .option(ChannelOption.SO_BACKLOG, BACKLOG)
                .childHandler(
                    new ChannelInitializer<SocketChannel>() {
                      @Override
                      protected void initChannel(SocketChannel channel) {
                        channel
                            .pipeline()
                            .addLast(
                                new HttpServerCodec(),
                                new HttpObjectAggregator(MOST_BYTES),
                                new Answers(table, blocking));
                      }
                    })
                .bind("127.0.0.1", 0)
                .sync()
                .channel()
                .localAddress();
    System.out.println("http://127.0.0.1:" + address.getPort());
  }

  private static final class Answers extends SimpleChannelInboundHandler<FullHttpRequest> {
    private final FloorTable table;
    private final ExecutorService blocking;

    Answers(FloorTable table, ExecutorService blocking) {
      this.table = table;
      this.blocking = blocking;
    }

    @Override
    protected void channelRead0(ChannelHandlerContext context, FullHttpRequest request)
        throws IOException {
      FloorCall call = FloorCall.parse(new ByteBufInputStream(request.content()));
      if (call.needsDatabase()) {
        blocking.execute(() -> {
          try {
            answer(context, call);
          } catch (IOException | RuntimeException e) {
            context.fireExceptionCaught(e);
          }
        });
      } else {
        answer(context, call);
      }
    }

    private void answer(ChannelHandlerContext context, FloorCall call) throws IOException {
      ByteBuf body = context.alloc().buffer(512);
      try (OutputStream out = new ByteBufOutputStream(body)) {
        call.answer(table, out);
      }
      var response = new DefaultFullHttpResponse(HttpVersion.HTTP_1_1, HttpResponseStatus.OK, body);
      response
          .headers()
          .set(HttpHeaderNames.CONTENT_TYPE, HttpHeaderValues.APPLICATION_JSON)
          .setInt(HttpHeaderNames.CONTENT_LENGTH, body.readableBytes());
      var _ = context.writeAndFlush(response);
    }
  }
}
