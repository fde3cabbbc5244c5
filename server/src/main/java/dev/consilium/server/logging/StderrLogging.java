package dev.consilium.server.logging;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.encoder.PatternLayoutEncoder;
import ch.qos.logback.classic.spi.Configurator;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.ConsoleAppender;
import ch.qos.logback.core.OutputStreamAppender;
import ch.qos.logback.core.spi.ContextAwareBase;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Logs go to stderr: stdout belongs to the protocol. Found by logback as a service. */
public final class StderrLogging extends ContextAwareBase implements Configurator {
  private static final String OWN = "dev.consilium";
  private static final String TEXT = "stderr";
  private static final String JSON = "stderr-json";
  private static final Stderr STDERR = new Stderr();

  /** Says that a module of the JDK would make it faster; it is fast enough. Held, or it is lost. */
  private static final java.util.logging.Logger VECTORS =
      java.util.logging.Logger.getLogger("org.apache.lucene.internal.vectorization");

  @Override
  public ExecutionStatus configure(LoggerContext context) {
    PatternLayoutEncoder encoder = new PatternLayoutEncoder();
    encoder.setContext(context);
    encoder.setPattern("%d{HH:mm:ss.SSS} %-5level %logger{0} - %msg%n%rEx{12}");
    encoder.start();
    ConsoleAppender<ILoggingEvent> stderr = new ConsoleAppender<>();
    stderr.setContext(context);
    stderr.setName(TEXT);
    stderr.setTarget("System.err");
    stderr.setEncoder(encoder);
    stderr.start();
    context.getLogger(Logger.ROOT_LOGGER_NAME).setLevel(Level.WARN);
    context.getLogger(Logger.ROOT_LOGGER_NAME).addAppender(stderr);
    // On every shutdown it warns of a thread that is about to end.
    context.getLogger("com.zaxxer.hikari").setLevel(Level.ERROR);
    // It names versions of PostgreSQL that it does not test with; the stores use nothing newer than
    // 14.
    context
        .getLogger("org.jooq.impl.DefaultExecuteContext.logVersionSupport")
        .setLevel(Level.ERROR);
    VECTORS.setLevel(java.util.logging.Level.SEVERE);
    context.getLogger(OWN).setLevel(Level.INFO);
    return ExecutionStatus.DO_NOT_INVOKE_NEXT_IF_ANY;
  }

  /**
   * From now on everything on stderr is one JSON object a line, also what is printed there past the
   * log.
   */
  public static void json() {
    if (!(LoggerFactory.getLogger(Logger.ROOT_LOGGER_NAME)
            instanceof ch.qos.logback.classic.Logger root)
        || root.getAppender(JSON) != null) {
      return;
    }
    JsonLines encoder = new JsonLines();
    encoder.setContext(root.getLoggerContext());
    encoder.start();
    OutputStreamAppender<ILoggingEvent> stderr = new OutputStreamAppender<>();
    stderr.setContext(root.getLoggerContext());
    stderr.setName(JSON);
    stderr.setEncoder(encoder);
    stderr.setOutputStream(STDERR);
    stderr.start();
    root.addAppender(stderr);
    boolean _ = root.detachAppender(TEXT);
    System.setErr(
        new PrintStream(
            new SaidLines(LoggerFactory.getLogger(OWN + ".stderr")), true, StandardCharsets.UTF_8));
  }

  /** From now on everything on stderr goes there, too. */
  public static void alsoTo(OutputStream other) {
    STDERR.alsoTo(other);
    if (!(LoggerFactory.getLogger(Logger.ROOT_LOGGER_NAME)
            instanceof ch.qos.logback.classic.Logger root)
        || root.getAppender(JSON) == null) {
      System.setErr(new PrintStream(STDERR, true, StandardCharsets.UTF_8));
    }
  }

  /** Sets the level of the host's own loggers. */
  public static void level(String level) {
    if (LoggerFactory.getLogger(OWN) instanceof ch.qos.logback.classic.Logger own) {
      own.setLevel(Level.toLevel(level, Level.INFO));
    }
  }
}
