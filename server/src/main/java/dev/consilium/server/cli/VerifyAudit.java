package dev.consilium.server.cli;

import dev.consilium.memory.Database;
import dev.consilium.memory.audit.Verdict;
import dev.consilium.memory.audit.Verdict.Head;
import dev.consilium.server.config.Config;
import dev.consilium.server.config.Setting;
import java.io.PrintStream;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** {@code consilium audit verify}: ends with 0 if the log is as it was written, else with 1. */
record VerifyAudit(PrintStream out) implements Command {
  private static final Pattern HEAD = Pattern.compile("(\\d{1,18}):([0-9a-f]{64})");

  @Override
  public String name() {
    return "audit verify";
  }

  @Override
  public String description() {
    return "Find out whether the audit log was changed; HEAD is what an earlier run printed";
  }

  @Override
  public Set<Setting> flags() {
    return Setting.OF_THE_DATABASE;
  }

  @Override
  public List<String> parameters() {
    return List.of("[HEAD]");
  }

  @Override
  public int run(Config config, List<String> words) {
    Head noted = words.isEmpty() ? Head.NONE : head(words.getFirst());
    try (Database database = Databases.lazy(config)) {
      database.audit().seal();
      return switch (database.audit().verify(noted)) {
        case Verdict.Sound(Head head) -> {
          out.printf("The audit log is sound: %d entries.%nHEAD %s%n", head.position(), head);
          yield 0;
        }
        case Verdict.Broken(long position, String why) -> {
          out.printf("The audit log is broken at entry %d: %s.%n", position, why);
          yield 1;
        }
      };
    }
  }

  private static Head head(String text) {
    Matcher matcher = HEAD.matcher(text);
    if (!matcher.matches()) {
      throw new UsageException(
          "HEAD is a position, a colon and 64 hexadecimal digits, as this command prints them.");
    }
    return new Head(Long.parseLong(matcher.group(1)), matcher.group(2));
  }
}
