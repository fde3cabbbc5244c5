package dev.consilium.server;

import dev.consilium.server.cli.CommandLineInterface;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;

/** The process: keeps stdout to itself, so that nothing but the command's own output gets there. */
public final class Main {
  private Main() {}

  public static void main(String[] args) throws Exception {
    FileOutputStream stdout = new FileOutputStream(FileDescriptor.out);
    System.setOut(System.err);
    int status =
        new CommandLineInterface(
                System.in, stdout, new PrintStream(stdout, true, StandardCharsets.UTF_8))
            .run(args);
    System.exit(status);
  }
}
