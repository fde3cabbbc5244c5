package dev.consilium.transport.local;

import java.io.IOException;
import java.nio.channels.SocketChannel;
import java.nio.file.Path;

/** The two connections of a client with its server. */
record Joined(SocketChannel conversation, SocketChannel diagnostics) {
  static Joined at(Path socket) throws IOException {
    // First, so that nothing is missed that the conversation makes the server say.
    SocketChannel diagnostics = Purpose.DIAGNOSTICS.connect(socket);
    try {
      return new Joined(Purpose.CONVERSATION.connect(socket), diagnostics);
    } catch (IOException e) {
      diagnostics.close();
      throw e;
    }
  }
}
