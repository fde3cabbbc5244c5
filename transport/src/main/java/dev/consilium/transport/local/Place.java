package dev.consilium.transport.local;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.HexFormat;

/**
 * Where those who want the same server meet.
 *
 * @param socket it listens there
 */
record Place(Path socket) {
  /** The paths of sockets are that long at most: 104 bytes on macOS, 108 on Linux. */
  private static final int LONGEST = 103;

  /**
   * The place of those with the same key and home folder, which has to exist. Its own folder is
   * there afterwards, and is the user's alone.
   */
  static Place of(Path home, String key) throws IOException {
    Path folder = home.resolve("stdio");
    Path socket = folder.resolve(key + ".socket");
    boolean fits = socket.toString().getBytes(StandardCharsets.UTF_8).length <= LONGEST;
    if (!fits) {
      String name = "consilium-" + HexFormat.of().toHexDigits(home.hashCode());
      folder = Path.of(System.getProperty("java.io.tmpdir"), name);
      socket = folder.resolve(key + ".socket");
    }
    try {
      Files.createDirectory(
          folder,
          PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
    } catch (FileAlreadyExistsException e) {
      if (!fits && !isOurs(folder)) {
        throw new IOException(folder + " belongs to somebody else");
      }
    }
    return new Place(socket);
  }

  /** Anybody may have made a folder among the temporary ones. */
  private static boolean isOurs(Path folder) throws IOException {
    Path own = Files.createTempFile("consilium", null);
    try {
      return Files.getOwner(folder).equals(Files.getOwner(own));
    } finally {
      Files.delete(own);
    }
  }

  /** What a server says on stderr stays there until the next one starts. */
  Path log() {
    return sibling(".log");
  }

  /**
   * Held by who starts the server, and by the server while it decides that nobody needs it any
   * more.
   */
  FileChannel locked() throws IOException {
    FileChannel channel =
        FileChannel.open(sibling(".lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
    try {
      var _ = channel.lock();
      return channel;
    } catch (IOException e) {
      channel.close();
      throw e;
    }
  }

  private Path sibling(String ending) {
    String name = socket.getFileName().toString();
    return socket.resolveSibling(name.substring(0, name.lastIndexOf('.')) + ending);
  }
}
