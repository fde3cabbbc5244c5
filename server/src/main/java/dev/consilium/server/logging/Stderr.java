package dev.consilium.server.logging;

import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.OutputStream;

/** The stderr of this process, and whoever shall read it besides. */
final class Stderr extends OutputStream {
  private final FileOutputStream own = new FileOutputStream(FileDescriptor.err);
  private volatile OutputStream other = OutputStream.nullOutputStream();

  void alsoTo(OutputStream reader) {
    other = reader;
  }

  @Override
  public void write(int b) throws IOException {
    own.write(b);
    other.write(b);
  }

  @Override
  public void write(byte[] bytes, int offset, int length) throws IOException {
    own.write(bytes, offset, length);
    other.write(bytes, offset, length);
  }
}
