package dev.consilium.transport.http;

import io.netty.channel.IoHandlerFactory;
import io.netty.channel.epoll.Epoll;
import io.netty.channel.epoll.EpollIoHandler;
import io.netty.channel.epoll.EpollServerSocketChannel;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.ServerSocketChannel;
import io.netty.channel.socket.nio.NioServerSocketChannel;

/**
 * How sockets are read and written: on Linux by its own calls, which take a quarter off the CPU of
 * a small request, elsewhere and where the native library cannot be loaded by those of Java.
 */
record Sockets(IoHandlerFactory loops, Class<? extends ServerSocketChannel> listener) {
  static final Sockets SYSTEM =
      Epoll.isAvailable()
          ? new Sockets(EpollIoHandler.newFactory(), EpollServerSocketChannel.class)
          : new Sockets(NioIoHandler.newFactory(), NioServerSocketChannel.class);
}
