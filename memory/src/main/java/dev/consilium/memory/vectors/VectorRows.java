package dev.consilium.memory.vectors;

import static dev.consilium.memory.jooq.Tables.EMBEDDING_MODEL;
import static dev.consilium.memory.jooq.Tables.MEMORY_OUTBOX;
import static dev.consilium.memory.jooq.Tables.MEMORY_REMOVAL;
import static dev.consilium.memory.jooq.Tables.MEMORY_VECTOR;

import dev.consilium.memory.Transactions;
import dev.consilium.memory.vectors.Outbox.Waiting;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import org.jooq.DSLContext;
import org.jooq.Record4;
import org.jooq.SelectJoinStep;
import org.jooq.impl.DSL;
import org.jspecify.annotations.Nullable;

/** The rows that vectors are kept in, and that indexes are fed from. */
final class VectorRows {
  /** A model whose vectors are kept; {@code key} names what indexes keep for it. */
  record Model(short id, UUID key, String name, int dimension) {}

  private final Transactions transactions;

  VectorRows(Transactions transactions) {
    this.transactions = transactions;
  }

  Model model(String name, int dimension) {
    return transactions.write(dsl -> {
      int _ =
          dsl.insertInto(EMBEDDING_MODEL, EMBEDDING_MODEL.NAME, EMBEDDING_MODEL.DIMENSION)
              .values(name, dimension)
              .onConflictDoNothing()
              .execute();
      return find(dsl, name).orElseThrow();
    });
  }

  Optional<Model> model(String name) {
    return transactions.read(dsl -> find(dsl, name));
  }

  /** Gives what indexes keep for the model another name, so that all processes make it anew. */
  void renewKey(Model model) {
    int _ =
        transactions.write(dsl ->
            dsl.update(EMBEDDING_MODEL)
                .set(EMBEDDING_MODEL.KEY, UUID.randomUUID())
                .where(EMBEDDING_MODEL.ID.eq(model.id()))
                .execute());
  }

  private static Optional<Model> find(DSLContext dsl, String name) {
    return selectModels(dsl)
        .where(EMBEDDING_MODEL.NAME.eq(name))
        .orderBy(EMBEDDING_MODEL.ID.desc())
        .limit(1)
        .fetchOptional(VectorRows::model);
  }

  private static SelectJoinStep<Record4<Short, UUID, String, Integer>> selectModels(
      DSLContext dsl) {
    return dsl.select(
            EMBEDDING_MODEL.ID,
            EMBEDDING_MODEL.KEY,
            EMBEDDING_MODEL.NAME,
            EMBEDDING_MODEL.DIMENSION)
        .from(EMBEDDING_MODEL);
  }

  private static Model model(Record4<Short, UUID, String, Integer> row) {
    return new Model(row.value1(), row.value2(), row.value3(), row.value4());
  }

  /** Keeps vectors; those of passages that are gone meanwhile are left out. */
  void store(Model model, List<Waiting> passages, List<float[]> vectors) {
    byte[][] bytes = vectors.stream().map(VectorRows::bytes).toArray(byte[][]::new);
    transactions.<Integer>write(dsl -> {
      Long[] ids = Outbox.ids(passages);
      int _ =
          dsl.execute(
              """
              INSERT INTO memory_vector (model_id, passage_id, project_id, vector)
              SELECT {0}, v.passage_id, v.project_id, v.vector
              FROM unnest({1}, {2}, {3}) AS v (passage_id, project_id, vector)
              JOIN memory_passage AS p ON p.id = v.passage_id
              ON CONFLICT DO NOTHING
              """,
              DSL.val(model.id()),
              DSL.val(ids),
              DSL.val(passages.stream().map(Waiting::project).toArray(Long[]::new)),
              DSL.val(bytes));
      return dsl.deleteFrom(MEMORY_OUTBOX)
          .where(MEMORY_OUTBOX.PASSAGE_ID.eq(DSL.any(ids)))
          .execute();
    });
  }

  /** Other models that vectors are kept of. */
  List<Model> others(Model inUse) {
    return transactions.read(dsl ->
        selectModels(dsl)
            .where(EMBEDDING_MODEL.ID.ne(inUse.id()))
            .andExists(
                DSL.selectOne()
                    .from(MEMORY_VECTOR)
                    .where(MEMORY_VECTOR.MODEL_ID.eq(EMBEDDING_MODEL.ID)))
            .fetch(VectorRows::model));
  }

  /** Deletes vectors of a model. Returns how many; less than {@code limit} when none are left. */
  int delete(Model model, int limit) {
    return transactions.write(dsl ->
        dsl.deleteFrom(MEMORY_VECTOR)
            .where(
                MEMORY_VECTOR.MODEL_ID.eq(model.id()),
                MEMORY_VECTOR.PASSAGE_ID.in(
                    DSL.select(MEMORY_VECTOR.PASSAGE_ID)
                        .from(MEMORY_VECTOR)
                        .where(MEMORY_VECTOR.MODEL_ID.eq(model.id()))
                        .limit(limit)))
            .execute());
  }

  /** Every transaction before this one has ended. */
  long horizon() {
    return transactions.read(dsl ->
        dsl.select(DSL.field("pg_snapshot_xmin(pg_current_snapshot())::text::bigint", Long.class))
            .fetchSingle()
            .value1());
  }

  /**
   * Rows that came from another database by dump and restore carry its transactions' numbers; they
   * would come after all that this one will ever have.
   */
  void restampForeign() {
    int _ =
        transactions.write(dsl ->
            dsl.execute(
                """
                UPDATE memory_vector SET xid = pg_current_xact_id()::text::bigint
                WHERE xid > pg_snapshot_xmax(pg_current_snapshot())::text::bigint
                """));
  }

  record Row(long xid, VectorIndex.Entry entry) {}

  /** Vectors of transactions from {@code since} until before {@code horizon}, page by page. */
  List<Row> vectors(Model model, long since, long afterPassage, long horizon, int limit) {
    return transactions.read(dsl ->
        dsl.select(
                MEMORY_VECTOR.XID,
                MEMORY_VECTOR.PASSAGE_ID,
                MEMORY_VECTOR.PROJECT_ID,
                MEMORY_VECTOR.VECTOR)
            .from(MEMORY_VECTOR)
            .where(
                MEMORY_VECTOR.MODEL_ID.eq(model.id()),
                DSL.row(MEMORY_VECTOR.XID, MEMORY_VECTOR.PASSAGE_ID).gt(since, afterPassage),
                MEMORY_VECTOR.XID.lt(horizon))
            .orderBy(MEMORY_VECTOR.XID, MEMORY_VECTOR.PASSAGE_ID)
            .limit(limit)
            .fetch(row ->
                new Row(
                    row.value1(),
                    new VectorIndex.Entry(row.value2(), row.value3(), floats(row.value4())))));
  }

  List<Long> removed(long since, long horizon) {
    return transactions.read(dsl ->
        dsl.select(MEMORY_REMOVAL.PASSAGE_ID)
            .from(MEMORY_REMOVAL)
            .where(MEMORY_REMOVAL.XID.ge(since), MEMORY_REMOVAL.XID.lt(horizon))
            .fetch(MEMORY_REMOVAL.PASSAGE_ID));
  }

  /** What there is to do, in one glance. */
  record Glance(
      boolean waiting, boolean refused, long lastVector, long lastRemoval, @Nullable UUID key) {}

  Glance glance(String model) {
    return transactions.read(dsl -> {
      var row =
          dsl.select(
                  DSL.field(
                      """
                      EXISTS (SELECT FROM memory_outbox WHERE NOT refused)
                      OR EXISTS (SELECT FROM memory_outcome)\
                      """,
                      Boolean.class),
                  DSL.field("EXISTS (SELECT FROM memory_outbox WHERE refused)", Boolean.class),
                  DSL.field("coalesce((SELECT max(xid) FROM memory_vector), 0)", Long.class),
                  DSL.field("coalesce((SELECT max(xid) FROM memory_removal), 0)", Long.class),
                  DSL.field(
                      "(SELECT key FROM embedding_model WHERE name = {0} ORDER BY id DESC LIMIT 1)",
                      UUID.class, DSL.val(model)))
              .fetchSingle();
      return new Glance(row.value1(), row.value2(), row.value3(), row.value4(), row.value5());
    });
  }

  long stored(Model model, long horizon) {
    return transactions.read(dsl ->
        Objects.requireNonNull(
            dsl.selectCount()
                .from(MEMORY_VECTOR)
                .where(MEMORY_VECTOR.MODEL_ID.eq(model.id()), MEMORY_VECTOR.XID.lt(horizon))
                .fetchSingle(0, Long.class)));
  }

  static byte[] bytes(float[] vector) {
    ByteBuffer buffer =
        ByteBuffer.allocate(vector.length * Float.BYTES).order(ByteOrder.LITTLE_ENDIAN);
    buffer.asFloatBuffer().put(vector);
    return buffer.array();
  }

  static float[] floats(byte[] bytes) {
    float[] vector = new float[bytes.length / Float.BYTES];
    ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN).asFloatBuffer().get(vector);
    return vector;
  }
}
