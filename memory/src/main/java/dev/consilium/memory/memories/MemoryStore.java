package dev.consilium.memory.memories;

import static dev.consilium.memory.jooq.Tables.MEMORY;
import static dev.consilium.memory.jooq.Tables.MEMORY_PASSAGE;
import static dev.consilium.memory.jooq.Tables.PROJECT;

import dev.consilium.memory.Change;
import dev.consilium.memory.Projects;
import dev.consilium.memory.Refused;
import dev.consilium.memory.Transactions;
import dev.consilium.memory.Write;
import dev.consilium.memory.audit.AuditOutbox;
import dev.consilium.memory.vectors.Vectors;
import dev.consilium.memory.vectors.Vectors.Near;
import dev.consilium.schemas.json.Names;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Consumer;
import org.jooq.Condition;
import org.jooq.DSLContext;
import org.jooq.JSONB;
import org.jooq.Record;
import org.jooq.impl.DSL;
import org.jspecify.annotations.Nullable;

/**
 * What agents wrote down. What is refused throws {@link Refused} and changes nothing; a write with
 * an idempotency key that was used before answers what it answered then. Methods block.
 */
public final class MemoryStore {
  private static final int SHOWN_TO_FORGET = 20;
  private static final int STEPS_TOLD = 10;

  /** So many passages that are near in meaning are weighed. */
  private static final int NEAR = 200;

  /** Of those, a filter may leave few. */
  private static final int NEAR_FILTERED = 1_000;

  private final Transactions transactions;
  private final Vectors vectors;
  private final SearchWeights weights;
  private final Consumer<Change> changes;
  private final InstantSource clock;

  /** A store that tells {@code changes} what was committed. */
  public MemoryStore(
      Transactions transactions,
      Vectors vectors,
      SearchWeights weights,
      Consumer<Change> changes,
      InstantSource clock) {
    this.transactions = transactions;
    this.vectors = vectors;
    this.weights = weights;
    this.changes = changes;
    this.clock = clock;
  }

  private record NewMemories(String project, List<NewMemory> memories) {}

  private record AddedMemories(List<AddedMemory> memories) {}

  /** Writes memories down, all or none; words that are there already are counted. */
  public List<AddedMemory> add(Write write, String project, List<NewMemory> memories) {
    if (project.isBlank()) {
      throw new Refused("project", "must not be blank.");
    }
    List<Change> committed = new ArrayList<>();
    AddedMemories added =
        transactions.write(
            write,
            "memory",
            new NewMemories(project, memories),
            AddedMemories.class,
            dsl -> {
              committed.clear();
              long id =
                  Projects.idOrCreate(
                      dsl, project, () -> committed.add(new Change.ProjectCreated(project)));
              return new AddedMemories(new AddMemories(dsl, id, clock.instant()).add(memories));
            });
    committed.forEach(changes);
    vectors.wake();
    return Objects.requireNonNull(added).memories();
  }

  /** The memories that fit a question best, the best first; without a question the latest. */
  public MemoryPage search(String query, MemoryFilter filter, @Nullable String cursor, int limit) {
    if (query.isBlank()) {
      return transactions.read(dsl -> new LatestMemories(dsl, filter).page(cursor, limit));
    }
    String name = filter.project();
    Long project = name == null ? null : transactions.read(dsl -> Projects.known(dsl, name));
    Near near = vectors.near(query, project, filter.isNarrow() ? NEAR_FILTERED : NEAR);
    return transactions.read(dsl ->
        new SearchMemories(dsl, project, filter, weights, clock.instant())
            .page(query, near, cursor, limit));
  }

  public Optional<Memory> find(String id) {
    long number = MemoryRows.number("id", id);
    return transactions.read(dsl -> selected(dsl, MEMORY.ID.eq(number)).stream().findFirst());
  }

  private static List<Memory> selected(DSLContext dsl, Condition condition) {
    return dsl.select(MemoryRows.FIELDS)
        .from(MEMORY)
        .join(PROJECT)
        .on(PROJECT.ID.eq(MEMORY.PROJECT_ID))
        .where(condition)
        .orderBy(MEMORY.ID.desc())
        .fetch(MemoryRows::memory);
  }

  /** Changes a memory and returns it as it is then. */
  public Memory update(Write write, MemoryChange change) {
    long number = MemoryRows.number("id", change.id());
    Memory updated =
        transactions.write(
            write, "memory_update", change, Memory.class, dsl -> update(dsl, number, change));
    vectors.wake();
    changes.accept(new Change.MemoryChanged(change.id()));
    return Objects.requireNonNull(updated);
  }

  private static Memory update(DSLContext dsl, long number, MemoryChange change) {
    Record row =
        dsl.select(MEMORY.fields()).from(MEMORY).where(MEMORY.ID.eq(number)).forUpdate().fetchOne();
    if (row == null) {
      throw unknown(change.id());
    }
    Memory before = selected(dsl, MEMORY.ID.eq(number)).getFirst();
    Kind kind = Objects.requireNonNullElse(change.kind(), before.kind());
    String text =
        change.text() == null ? before.text() : Secrets.mask(change.text().strip()).text();
    if (text.isEmpty()) {
      throw new Refused("text", "must not be blank.");
    }
    List<String> tags = Objects.requireNonNullElse(change.tags(), before.tags());
    List<String> files = Objects.requireNonNullElse(change.files(), before.files());
    byte[] hash = AddMemories.hash(kind, text);
    refuseTwin(dsl, number, MemoryRows.required(row, MEMORY.PROJECT_ID), hash);
    var update =
        dsl.update(MEMORY)
            .set(MEMORY.TEXT, text)
            .set(MEMORY.KIND, Names.of(kind))
            .set(MEMORY.TAGS, tags.toArray(String[]::new))
            .set(MEMORY.FILES, files.toArray(String[]::new))
            .set(MEMORY.HASH, hash)
            .set(
                MEMORY.SOURCE,
                Source.of(kind, tags, before.taskId(), before.decisionId(), before.validFrom()))
            .set(
                MEMORY.IMPORTANCE,
                Objects.requireNonNullElse(change.importance(), before.importance()).shortValue())
            .set(MEMORY.UPDATED_AT, DSL.currentOffsetDateTime());
    if (change.validUntil() != null) {
      update = update.set(MEMORY.VALID_UNTIL, AddMemories.time(change.validUntil()));
    }
    if (change.helpful() != null) {
      update = update.set(MEMORY.HELPFUL, MEMORY.HELPFUL.plus(change.helpful() ? 1 : -1));
    }
    if (change.metadataJson() != null) {
      update =
          update.set(
              MEMORY.METADATA,
              DSL.field(
                  "jsonb_strip_nulls({0} || {1})",
                  JSONB.class, MEMORY.METADATA, DSL.val(JSONB.valueOf(change.metadataJson()))));
    }
    int _ = update.where(MEMORY.ID.eq(number)).execute();
    if (!text.equals(before.text())
        || !tags.equals(before.tags())
        || !files.equals(before.files())) {
      int _ = dsl.deleteFrom(MEMORY_PASSAGE).where(MEMORY_PASSAGE.MEMORY_ID.eq(number)).execute();
      WritePassages passages = new WritePassages(dsl, MemoryRows.required(row, MEMORY.PROJECT_ID));
      Instant when = before.validFrom() == null ? before.createdAt() : before.validFrom();
      passages.add(
          number, text, Analysis.links(tags, files, before.taskId(), before.decisionId()), when);
      passages.write();
    }
    return selected(dsl, MEMORY.ID.eq(number)).getFirst();
  }

  private static void refuseTwin(DSLContext dsl, long number, long project, byte[] hash) {
    Long twin =
        dsl.select(MEMORY.ID)
            .from(MEMORY)
            .where(MEMORY.PROJECT_ID.eq(project), MEMORY.HASH.eq(hash), MEMORY.ID.ne(number))
            .fetchOne(MEMORY.ID);
    if (twin != null) {
      throw new Refused("text", MemoryRows.id(twin) + " says the same; forget one of them.");
    }
  }

  /** What would be forgotten, or was: how many, and the first of them. */
  public record Forgotten(long count, List<Memory> first) {}

  /** Deletes these memories for good, or with {@code preview} only tells which they are. */
  public Forgotten forget(List<String> ids, boolean preview) {
    List<Long> numbers = ids.stream().map(id -> MemoryRows.number("ids", id)).toList();
    return forget(_ -> MEMORY.ID.eq(DSL.any(numbers.toArray(Long[]::new))), preview);
  }

  /** Deletes all memories that fit for good, or with {@code preview} only tells which they are. */
  public Forgotten forget(MemoryFilter filter, boolean preview) {
    return forget(dsl -> MemoryConditions.of(dsl, filter), preview);
  }

  private interface Which {
    Condition of(DSLContext dsl);
  }

  private Forgotten forget(Which which, boolean preview) {
    Forgotten forgotten =
        transactions.write(dsl -> {
          Forgotten all = forget(dsl, which, preview);
          if (!preview) {
            AuditOutbox.done(dsl, "", "forget", "", () -> "");
          }
          return all;
        });
    if (!preview) {
      vectors.wake();
      forgotten.first().forEach(memory -> changes.accept(new Change.MemoryChanged(memory.id())));
    }
    return forgotten;
  }

  private static Forgotten forget(DSLContext dsl, Which which, boolean preview) {

    Condition condition = which.of(dsl);
    List<Memory> first =
        dsl.select(MemoryRows.FIELDS)
            .from(MEMORY)
            .join(PROJECT)
            .on(PROJECT.ID.eq(MEMORY.PROJECT_ID))
            .where(condition)
            .orderBy(MEMORY.ID.desc())
            .limit(SHOWN_TO_FORGET)
            .fetch(MemoryRows::memory);
    long count =
        preview
            ? dsl.fetchCount(MEMORY, condition)
            : dsl.deleteFrom(MEMORY).where(condition).execute();
    return new Forgotten(count, first);
  }

  /** Makes anew by what words memories are found; {@code progress} hears of each step. */
  public void reindexWords(Consumer<String> progress) {
    @Nullable Long last = 0L;
    int steps = 0;
    while (last != null) {
      long after = last;
      last = transactions.<@Nullable Long>write(dsl -> new ReindexWords(dsl).some(after));
      if (++steps % STEPS_TOLD == 0) {
        progress.accept("Looking at the words of passage " + last);
      }
    }
    transactions.<@Nullable Void>write(dsl -> {
      new ReindexWords(dsl).countAll();
      return null;
    });
  }

  private static Refused unknown(String id) {
    return new Refused("id", "there is no memory " + id + "; memory_search finds them.");
  }
}
