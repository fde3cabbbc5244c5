package dev.consilium.server.cli;

import dev.consilium.server.config.Config;
import dev.consilium.server.config.ConfigSources;
import dev.consilium.server.config.Setting;
import dev.consilium.server.logging.StderrLogging;
import java.nio.file.Path;
import java.util.EnumMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** The flags of every command. */
final class Options {
  private final Map<Setting, String> flags = new EnumMap<>(Setting.class);

  @Option(
      names = "--home",
      paramLabel = "DIR",
      description = "Folder that holds all local state (default: ~/.consilium)")
  void home(String value) {
    flags.put(Setting.HOME, value);
  }

  @Option(
      names = "--database-url",
      paramLabel = "URL",
      description = "PostgreSQL to use instead of the embedded one")
  void databaseUrl(String value) {
    flags.put(Setting.DATABASE_URL, value);
  }

  @Option(names = "--log-level", paramLabel = "LEVEL", description = "error, warn, info, debug")
  void logLevel(String value) {
    flags.put(Setting.LOG_LEVEL, value);
  }

  void set(Setting setting, @Nullable String value) {
    if (value != null) {
      flags.put(setting, value);
    }
  }

  Config config() {
    Config config =
        ConfigSources.load(flags, System.getenv(), Path.of(System.getProperty("user.home")));
    StderrLogging.level(config.logLevel());
    return config;
  }
}
