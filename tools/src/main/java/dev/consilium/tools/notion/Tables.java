package dev.consilium.tools.notion;

import dev.consilium.memory.decisions.DecisionStatus;
import dev.consilium.memory.tasks.TaskStatus;
import dev.consilium.schemas.json.Names;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/** The data sources that are written to, looked up once and again after a while. */
final class Tables {
  /** How long a change in Notion may stay unseen. */
  private static final Duration KNOWN = Duration.ofMinutes(5);

  private static final Map<Property, List<String>> VALUES =
      Map.of(
          Property.STATUS,
          Arrays.stream(DecisionStatus.values()).map(Names::of).toList(),
          Property.TASK_STATUS,
          Arrays.stream(TaskStatus.values()).map(Names::of).toList());

  /**
   * Both.
   *
   * @param tasks null if tasks have no pages
   */
  record Pair(Table decisions, @Nullable Table tasks) {
    List<String> problems() {
      return tasks == null
          ? decisions.problems()
          : Stream.concat(decisions.problems().stream(), tasks.problems().stream()).toList();
    }

    List<String> leftOut() {
      return tasks == null
          ? decisions.leftOut()
          : Stream.concat(decisions.leftOut().stream(), tasks.leftOut().stream()).toList();
    }
  }

  private final NotionConfig config;
  private final NotionApi api;
  private final ReentrantLock looking = new ReentrantLock();
  private @Nullable Pair known;
  private long knownSince;

  Tables(NotionConfig config, NotionApi api) {
    this.config = config;
    this.api = api;
  }

  /**
   * The data sources, fit to be written to.
   *
   * @throws NotionException if they are not, or Notion does not say
   */
  Pair get() throws InterruptedException {
    Pair pair = look();
    if (!pair.problems().isEmpty()) {
      forget();
      throw new NotionException(
          Trouble.MISFIT,
          "notion_mapping does not fit the data source. " + String.join(" ", pair.problems()));
    }
    return pair;
  }

  /** As they were when last looked up, with their problems. */
  private Pair look() throws InterruptedException {
    looking.lockInterruptibly();
    try {
      Pair pair = known;
      if (pair != null && System.nanoTime() - knownSince < KNOWN.toNanos()) {
        return pair;
      }
      try {
        return fresh();
      } catch (NotionException e) {
        if (pair == null || e.isConfiguration()) {
          throw e;
        }
        // Notion is away, which they need not have changed for.
        return pair;
      }
    } finally {
      looking.unlock();
    }
  }

  /** As they are now. */
  Pair fresh() throws InterruptedException {
    Pair pair =
        new Pair(
            table(Source.DECISIONS, config.decisions().orElseThrow()),
            config.tasks().isEmpty() ? null : table(Source.TASKS, config.tasks().get()));
    looking.lock();
    try {
      known = pair;
      knownSince = System.nanoTime();
      return pair;
    } finally {
      looking.unlock();
    }
  }

  /** They may have changed. */
  void forget() {
    looking.lock();
    try {
      known = null;
    } finally {
      looking.unlock();
    }
  }

  private Table table(Source source, String id) throws InterruptedException {
    try {
      return Table.of(source, api.get("data_sources/" + id), config.mapping(), VALUES);
    } catch (NotionException e) {
      if (e.trouble() == Trouble.MISSING) {
        throw missing(source, id);
      }
      throw e;
    }
  }

  private NotionException missing(Source source, String id) throws InterruptedException {
    return new NotionException(
        Trouble.MISFIT,
        "%s: there is no data source %s%s"
            .formatted(
                source.setting(),
                id,
                sourcesOf(id)
                    .map(sources -> ", it is a database; its data sources are " + sources + ".")
                    .orElse(
                        " that is shared with the integration: open the database in Notion, ••• →"
                            + " Connections, and add it.")));
  }

  private Optional<String> sourcesOf(String database) throws InterruptedException {
    try {
      JsonNode sources = api.get("databases/" + database).path("data_sources");
      return Optional.of(
          String.join(
              ", ",
              sources
                  .valueStream()
                  .map(one -> one.path("id").asString("") + " " + one.path("name").asString(""))
                  .toList()));
    } catch (NotionException e) {
      // Not a database either, or nobody says.
      return Optional.empty();
    }
  }
}
