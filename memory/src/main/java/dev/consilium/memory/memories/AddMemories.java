package dev.consilium.memory.memories;

import static dev.consilium.memory.jooq.Tables.MEMORY;

import dev.consilium.memory.Refused;
import dev.consilium.schemas.json.Names;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jooq.DSLContext;
import org.jooq.impl.DSL;
import org.jspecify.annotations.Nullable;

/** Writes memories of one project down, each once, with one statement for all of them. */
final class AddMemories {
  private final DSLContext dsl;
  private final long projectId;
  private final Instant now;

  AddMemories(DSLContext dsl, long projectId, Instant now) {
    this.dsl = dsl;
    this.projectId = projectId;
    this.now = now;
  }

  private record Prepared(NewMemory memory, Secrets.Masked masked, String hash) {}

  private record Written(long id, boolean fresh) {}

  List<AddedMemory> add(List<NewMemory> memories) {
    List<Prepared> prepared = new ArrayList<>();
    for (int i = 0; i < memories.size(); i++) {
      prepared.add(prepared(memories.get(i), "memories[" + i + "]."));
    }
    Map<String, Prepared> distinct = new LinkedHashMap<>();
    prepared.forEach(one -> distinct.putIfAbsent(one.hash(), one));
    Map<String, Written> written = write(List.copyOf(distinct.values()), prepared);
    WritePassages passages = new WritePassages(dsl, projectId);
    distinct.forEach((key, one) -> {
      Written row = Objects.requireNonNull(written.get(key));
      if (row.fresh()) {
        NewMemory memory = one.memory();
        Instant when = memory.validFrom() == null ? now : memory.validFrom();
        passages.add(
            row.id(),
            one.masked().text(),
            Analysis.links(memory.tags(), memory.files(), memory.taskId(), memory.decisionId()),
            when);
      }
    });
    passages.write();
    List<AddedMemory> added = new ArrayList<>();
    Set<String> told = new HashSet<>();
    for (Prepared one : prepared) {
      Written row = Objects.requireNonNull(written.get(one.hash()));
      boolean repeated = !told.add(one.hash()) || !row.fresh();
      added.add(new AddedMemory(MemoryRows.id(row.id()), repeated, one.masked().kinds()));
    }
    return added;
  }

  private static Prepared prepared(NewMemory memory, String path) {
    Secrets.Masked masked = Secrets.mask(memory.text().strip());
    if (masked.text().isEmpty()) {
      throw new Refused(path + "text", "must not be blank.");
    }
    Instant from = memory.validFrom();
    Instant until = memory.validUntil();
    if (from != null && until != null && !until.isAfter(from)) {
      throw new Refused(path + "valid_until", "must be after valid_from.");
    }
    return new Prepared(memory, masked, hex(hash(memory.kind(), masked.text())));
  }

  private Map<String, Written> write(List<Prepared> distinct, List<Prepared> all) {
    var insert =
        dsl.insertInto(
            MEMORY,
            MEMORY.PROJECT_ID,
            MEMORY.KIND,
            MEMORY.TEXT,
            MEMORY.TAGS,
            MEMORY.FILES,
            MEMORY.TASK_ID,
            MEMORY.DECISION_ID,
            MEMORY.IMPORTANCE,
            MEMORY.VALID_FROM,
            MEMORY.VALID_UNTIL,
            MEMORY.AGENT,
            MEMORY.METADATA,
            MEMORY.SOURCE,
            MEMORY.HASH,
            MEMORY.REPEATS);
    for (Prepared one : distinct) {
      NewMemory memory = one.memory();
      long times = all.stream().filter(other -> other.hash().equals(one.hash())).count();
      insert =
          insert.values(
              projectId,
              Names.of(memory.kind()),
              one.masked().text(),
              memory.tags().toArray(String[]::new),
              memory.files().toArray(String[]::new),
              memory.taskId(),
              memory.decisionId(),
              (short) memory.importance(),
              time(memory.validFrom()),
              time(memory.validUntil()),
              memory.agent(),
              MemoryRows.metadata(memory.metadataJson()),
              Source.of(
                  memory.kind(),
                  memory.tags(),
                  memory.taskId(),
                  memory.decisionId(),
                  memory.validFrom()),
              HexFormat.of().parseHex(one.hash()),
              (int) times - 1);
    }
    Map<String, Written> written = new LinkedHashMap<>();
    insert
        .onConflict(MEMORY.PROJECT_ID, MEMORY.HASH)
        .doUpdate()
        .set(MEMORY.REPEATS, MEMORY.REPEATS.plus(DSL.excluded(MEMORY.REPEATS)).plus(1))
        .set(MEMORY.UPDATED_AT, DSL.currentOffsetDateTime())
        // A row that this statement wrote anew has never been changed.
        .returningResult(MEMORY.ID, MEMORY.HASH, DSL.field("memory.xmax = 0", Boolean.class))
        .fetch()
        .forEach(row -> written.put(hex(row.value2()), new Written(row.value1(), row.value3())));
    return written;
  }

  private static String hex(byte[] hash) {
    return HexFormat.of().formatHex(hash);
  }

  static byte[] hash(Kind kind, String text) {
    try {
      return MessageDigest.getInstance("SHA-256")
          .digest((Names.of(kind) + '\n' + text).getBytes(StandardCharsets.UTF_8));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }

  static @Nullable OffsetDateTime time(@Nullable Instant instant) {
    return instant == null ? null : instant.atOffset(ZoneOffset.UTC);
  }
}
