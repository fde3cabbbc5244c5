package dev.consilium.server.cli;

import dev.consilium.memory.Database;
import dev.consilium.memory.vectors.Vectors.State;
import dev.consilium.server.config.Config;
import dev.consilium.server.config.Setting;
import java.io.PrintStream;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;

/** {@code consilium memory reindex}. */
record ReindexMemory(PrintStream out) implements Command {
  private static final long BETWEEN_LOOKS = 500;

  @Override
  public String name() {
    return "memory reindex";
  }

  @Override
  public String description() {
    return "Make the indexes of the memories anew; running hosts follow";
  }

  @Override
  public Set<Setting> flags() {
    return Setting.OF_THE_DATABASE;
  }

  @Override
  public int run(Config config, List<String> words) throws Exception {
    try (Database database = Databases.lazy(config)) {
      database.memories().reindexWords(line -> System.err.println("consilium: " + line));
      database.start();
      database.vectors().reindex();
      State state = database.vectors().state();
      String told = "";
      while (state.waiting() > 0 || state.indexed() < state.stored()) {
        String line =
            state.trouble().isEmpty()
                ? "%d passages to embed, %d of %d vectors in the index"
                    .formatted(state.waiting(), state.indexed(), state.stored())
                : "Waiting: " + state.trouble();
        if (!line.equals(told)) {
          System.err.println("consilium: " + line);
          told = line;
        }
        TimeUnit.MILLISECONDS.sleep(BETWEEN_LOOKS);
        state = database.vectors().state();
      }
      out.printf("%d vectors of %s, %s%n", state.indexed(), state.model(), state.index());
      long removed = database.vectors().removeOthers();
      if (removed > 0) {
        out.printf("%d vectors of former models removed%n", removed);
      }
    }
    return 0;
  }
}
