package dev.consilium.transport.internal;

import java.util.HexFormat;
import java.util.concurrent.ThreadLocalRandom;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A failure that is nobody's but ours: logged with an id, and only the id is told. */
public final class Fault {
  private static final Logger LOG = LoggerFactory.getLogger(Fault.class);

  private Fault() {}

  /** Logs the cause and returns the message to answer with. */
  public static String report(Throwable cause) {
    String id = HexFormat.of().toHexDigits(ThreadLocalRandom.current().nextInt());
    LOG.error("Internal error ({})", id, cause);
    return "Internal error (" + id + ")";
  }
}
