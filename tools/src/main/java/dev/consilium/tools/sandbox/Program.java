package dev.consilium.tools.sandbox;

import java.time.Duration;
import java.util.List;

/** What is to be run. */
@SuppressWarnings("ArrayRecordComponent") // Nobody compares them.
record Program(
    Language language, byte[] code, byte[] stdin, List<InputFile> files, Duration timeout) {

  /** A file to be there when it begins; the path is relative to the working folder. */
  record InputFile(String path, byte[] content) {}
}
