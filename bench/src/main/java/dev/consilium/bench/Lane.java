package dev.consilium.bench;

import java.io.IOException;

/** Carries one request at a time. */
interface Lane extends AutoCloseable {
  /**
   * The answer, once it is there.
   *
   * @throws IOException also for an answer that is none
   */
  String ask(Request request) throws IOException;

  @Override
  void close() throws IOException;
}
