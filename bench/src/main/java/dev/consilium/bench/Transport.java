package dev.consilium.bench;

import java.io.IOException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** How a server is asked. */
enum Transport {
  HTTP,
  STDIO;

  Target floor(Options options, Map<String, String> environment, Era era) throws IOException {
    Programs programs = options.programs();
    return start(
        this == HTTP ? programs.httpFloor() : programs.stdioFloor(), options, environment, era);
  }

  Target engine(Options options, Map<String, String> environment, Era era) throws IOException {
    Programs programs = options.programs();
    return start(
        this == HTTP ? programs.engine() : programs.engine("stdio"), options, environment, era);
  }

  Target product(Options options, Path home, Map<String, String> environment, Era era)
      throws IOException {
    Programs programs = options.programs();
    Map<String, String> alone = new HashMap<>(environment);
    alone.putAll(Programs.ALONE);
    return start(this == HTTP ? programs.serve(home) : programs.stdio(home), options, alone, era);
  }

  private Target start(
      List<String> command, Options options, Map<String, String> environment, Era era)
      throws IOException {
    return this == HTTP
        ? Target.overHttp(command, environment, options.pinned(), era)
        : Target.overStdio(command, environment, options.pinned(), era);
  }
}
