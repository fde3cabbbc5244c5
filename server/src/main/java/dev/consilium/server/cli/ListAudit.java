package dev.consilium.server.cli;

import dev.consilium.memory.Database;
import dev.consilium.memory.audit.AuditEntry;
import dev.consilium.memory.audit.SealedEntry;
import dev.consilium.schemas.json.Json;
import dev.consilium.server.config.Config;
import dev.consilium.server.config.Setting;
import java.io.PrintStream;
import java.util.List;
import java.util.Set;

/**
 * {@code consilium audit list}: the entries as JSON, one a line, with all that their hashes are of.
 */
record ListAudit(PrintStream out) implements Command {
  private static final int AT_ONCE = 1_000;

  @Override
  public String name() {
    return "audit list";
  }

  @Override
  public String description() {
    return "Print the audit log as JSON lines, from after the position AFTER on";
  }

  @Override
  public Set<Setting> flags() {
    return Setting.OF_THE_DATABASE;
  }

  @Override
  public List<String> parameters() {
    return List.of("[AFTER]");
  }

  @Override
  public int run(Config config, List<String> words) {
    long after = words.isEmpty() ? 0 : position(words.getFirst());
    try (Database database = Databases.lazy(config)) {
      database.audit().seal();
      List<SealedEntry> page;
      do {
        page = database.audit().after(after, AT_ONCE);
        for (SealedEntry sealed : page) {
          out.println(line(sealed));
          after = sealed.position();
        }
      } while (page.size() == AT_ONCE);
    }
    return 0;
  }

  private static long position(String text) {
    if (!text.matches("\\d{1,18}")) {
      throw new UsageException("AFTER is a position, such as 0.");
    }
    return Long.parseLong(text);
  }

  private static String line(SealedEntry sealed) {
    AuditEntry entry = sealed.entry();
    return Json.MAPPER
        .createObjectNode()
        .put("position", sealed.position())
        .put("entry", entry.entry())
        .put("at", entry.at().toString())
        .put("principal", entry.principal())
        .put("door", entry.door())
        .put("call", entry.call())
        .put("operation", entry.operation())
        .put("target", entry.target())
        .put("outcome", entry.outcome())
        .put("digest", entry.digest())
        .put("trace", entry.trace())
        .put("prev_hash", sealed.prevHash())
        .put("hash", sealed.hash())
        .toString();
  }
}
