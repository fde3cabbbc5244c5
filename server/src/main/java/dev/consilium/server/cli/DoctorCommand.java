package dev.consilium.server.cli;

import dev.consilium.server.config.Config;
import dev.consilium.server.config.Setting;
import java.io.PrintStream;
import java.util.List;
import java.util.Set;

/** {@code consilium doctor}: a table of everything the host uses. */
final class DoctorCommand implements Command {
  private final PrintStream out;

  DoctorCommand(PrintStream out) {
    this.out = out;
  }

  @Override
  public String name() {
    return "doctor";
  }

  @Override
  public String description() {
    return "Show which components are found, and what to do about the others";
  }

  @Override
  public Set<Setting> flags() {
    return Setting.OF_THE_DATABASE;
  }

  @Override
  public int run(Config config, List<String> words) {
    List<Finding> findings = new Examination(config).findings();
    String row = "%-11s %-13s %-28s %s%n";
    out.printf(row, "COMPONENT", "STATE", "VERSION", "WHAT TO DO");
    for (Finding finding : findings) {
      out.printf(
          row, finding.component(), finding.state().text(), finding.version(), finding.advice());
    }
    return findings.stream().anyMatch(f -> f.state() == Finding.State.BROKEN) ? 1 : 0;
  }
}
