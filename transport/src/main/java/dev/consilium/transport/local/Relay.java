package dev.consilium.transport.local;

import java.io.FileDescriptor;
import java.io.FileInputStream;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * What a client starts: passes its stdin on to the server that clients with the same home folder
 * and settings share, and what comes back to stdout and stderr. Uses nothing but the JDK, so that
 * it starts at once and is small.
 */
public final class Relay {
  private static final int FAILED = 1;
  private static final int BUFFER = 64 << 10;
  private static final Duration LAST_WORDS = Duration.ofSeconds(1);

  private final Place place;
  private final Function<Path, List<String>> command;
  private final FileInputStream stdin = new FileInputStream(FileDescriptor.in);
  private final FileOutputStream stdout = new FileOutputStream(FileDescriptor.out);
  private final FileOutputStream stderr = new FileOutputStream(FileDescriptor.err);
  private volatile boolean inputEnded;

  private Relay(Place place, Function<Path, List<String>> command) {
    this.place = place;
    this.command = command;
  }

  /**
   * Serves the client of this process until either side ends.
   *
   * @param key the same for all who may share a server
   * @param command starts a server that listens at the socket
   * @return the exit status
   */
  public static int run(Path home, String key, Function<Path, List<String>> command)
      throws IOException {
    Relay relay = new Relay(Place.of(home, key), command);
    Joined joined = relay.find();
    if (joined != null) {
      return relay.carry(joined);
    }
    try (FileChannel _ = relay.place.locked()) {
      joined = relay.find();
      if (joined == null) {
        int status = relay.start();
        if (status != Launch.STARTED) {
          return status;
        }
        joined = Joined.at(relay.place.socket());
      }
    }
    return relay.carry(joined);
  }

  private @Nullable Joined find() {
    try {
      return Joined.at(place.socket());
    } catch (IOException e) {
      // There is none, or it is about to end.
      return null;
    }
  }

  private int start() throws IOException {
    int status = Launch.of(command.apply(place.socket()), place.log());
    if (status != Launch.STARTED) {
      long _ = Files.copy(place.log(), stderr);
    }
    return status;
  }

  private int carry(Joined joined) {
    inBackground(
        "stdin",
        () -> {
          pass(stdin, Channels.newOutputStream(joined.conversation()));
          inputEnded = true;
          var _ = joined.conversation().shutdownOutput();
        });
    Thread said =
        inBackground("stderr", () -> pass(Channels.newInputStream(joined.diagnostics()), stderr));
    try {
      pass(Channels.newInputStream(joined.conversation()), stdout);
    } catch (IOException e) {
      // Told below, unless it is the client who left.
    }
    hearOut(joined, said);
    if (inputEnded) {
      return 0;
    }
    System.err.println(
        "consilium: the process that clients share has ended. Start again; the end of what it said: "
            + place.log());
    return FAILED;
  }

  /**
   * What was said before the end is still told. Nor does the JVM end at once while a thread waits
   * in a read.
   */
  private static void hearOut(Joined joined, Thread said) {
    try {
      var _ = joined.diagnostics().shutdownOutput();
      boolean _ = said.join(LAST_WORDS);
    } catch (IOException e) {
      // The server is gone, and has said it all.
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private interface Work {
    void run() throws IOException;
  }

  private static Thread inBackground(String name, Work work) {
    return Thread.ofPlatform()
        .daemon()
        .name(name)
        .start(() -> {
          try {
            work.run();
          } catch (IOException e) {
            // The other end is gone, which ends the conversation, and with it this process.
          }
        });
  }

  private static void pass(InputStream from, OutputStream to) throws IOException {
    byte[] buffer = new byte[BUFFER];
    for (int length = from.read(buffer); length >= 0; length = from.read(buffer)) {
      to.write(buffer, 0, length);
    }
  }
}
