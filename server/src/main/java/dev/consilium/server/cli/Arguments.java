package dev.consilium.server.cli;

import dev.consilium.schemas.json.Names;
import dev.consilium.server.config.Setting;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import org.apache.commons.cli.CommandLine;
import org.apache.commons.cli.DefaultParser;
import org.apache.commons.cli.Option;
import org.apache.commons.cli.Options;
import org.apache.commons.cli.ParseException;
import org.apache.commons.cli.UnrecognizedOptionException;

/** What follows the name of a command. */
record Arguments(Map<Setting, String> flags, List<String> words) {
  /**
   * Reads them.
   *
   * @throws UsageException if they are not what the command takes
   */
  static Arguments parse(Command command, List<String> words) {
    Options options = new Options();
    for (Setting setting : command.flags()) {
      options.addOption(Option.builder().longOpt(setting.flagName()).hasArg().get());
    }
    try {
      CommandLine parsed =
          DefaultParser.builder()
              .setAllowPartialMatching(false)
              .get()
              .parse(options, words.toArray(String[]::new));
      Map<Setting, String> flags = new EnumMap<>(Setting.class);
      for (Setting setting : command.flags()) {
        if (parsed.hasOption(setting.flagName())) {
          flags.put(setting, parsed.getOptionValue(setting.flagName()));
        }
      }
      return new Arguments(flags, checked(command, parsed.getArgList()));
    } catch (UnrecognizedOptionException e) {
      throw new UsageException(
          "consilium "
              + command.name()
              + " has no flag "
              + e.getOption()
              + "."
              + Names.didYouMean(
                  e.getOption(), command.flags().stream().map(Setting::flag).toList()));
    } catch (ParseException e) {
      throw new UsageException(e.getMessage() + ".");
    }
  }

  private static List<String> checked(Command command, List<String> words) {
    List<String> known = command.parameters();
    if (words.size() > known.size()) {
      throw new UsageException("What does \"" + words.get(known.size()) + "\" mean here?");
    }
    if (words.size() < known.size() && !known.get(words.size()).startsWith("[")) {
      throw new UsageException(
          "consilium " + command.name() + " needs a " + known.get(words.size()) + ".");
    }
    return words;
  }
}
