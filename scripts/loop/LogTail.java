import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.function.Consumer;

/**
 * Reads the lines that a program adds to a file, from where the file ended at first. For one
 * thread.
 */
final class LogTail implements AutoCloseable {
  private final FileChannel file;
  private final Consumer<String> heard;
  private final ByteBuffer buffer = ByteBuffer.allocate(1 << 16);
  private final ByteArrayOutputStream line = new ByteArrayOutputStream();

  LogTail(Path path, Consumer<String> heard) throws IOException {
    this.file = FileChannel.open(path, StandardOpenOption.READ);
    this.heard = heard;
    file.position(file.size());
  }

  /** Hands on what is complete by now. */
  void read() throws IOException {
    while (file.read(buffer.clear()) > 0) {
      buffer.flip();
      while (buffer.hasRemaining()) {
        byte next = buffer.get();
        if (next == '\n') {
          heard.accept(line.toString(StandardCharsets.UTF_8));
          line.reset();
        } else {
          line.write(next);
        }
      }
    }
  }

  @Override
  public void close() throws IOException {
    file.close();
  }
}
