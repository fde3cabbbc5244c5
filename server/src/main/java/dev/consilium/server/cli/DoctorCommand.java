package dev.consilium.server.cli;

import dev.consilium.server.config.Config;
import java.io.PrintStream;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code consilium doctor}: a table of everything the host uses. */
@Command(
    description = "Show which components are found, and what to do about the others.",
    mixinStandardHelpOptions = true)
final class DoctorCommand implements Callable<Integer> {
  private final PrintStream out;

  @Mixin private Options options = new Options();

  DoctorCommand(PrintStream out) {
    this.out = out;
  }

  @Override
  public Integer call() {
    Config config = options.config();
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
