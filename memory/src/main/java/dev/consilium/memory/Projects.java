package dev.consilium.memory;

import static dev.consilium.memory.jooq.Tables.PROJECT;

import dev.consilium.schemas.json.Names;
import java.util.List;
import java.util.Objects;
import org.jooq.DSLContext;
import org.jooq.Param;
import org.jooq.Record;
import org.jooq.ResultQuery;
import org.jooq.impl.DSL;
import org.jspecify.annotations.Nullable;

/** The projects as the stores refer to them. */
public final class Projects {
  private static final int CANDIDATES = 500;

  private static final Param<String> NAME = DSL.param("name", PROJECT.NAME);
  private static final Prepared ID =
      Prepared.of(
          DSL.select(PROJECT.ID).from(PROJECT).where(PROJECT.NAME.eq(NAME)),
          DSL.select(PROJECT.ID, CallRows.PLACE)
              .from(PROJECT)
              .join(CallRows.of(NAME))
              .on(PROJECT.NAME.eq(CallRows.value(NAME))));

  private static final Prepared CREATE = Prepared.of(creation(), creations());

  private Projects() {}

  private static ResultQuery<Record> creation() {
    return DSL.resultQuery(
            "{0} RETURNING {1}",
            DSL.insertInto(PROJECT).set(PROJECT.NAME, NAME).onConflictDoNothing(), PROJECT.ID)
        .coerce(List.of(PROJECT.ID));
  }

  /** Of several calls for a project that is not there, the first makes it. */
  private static ResultQuery<Record> creations() {
    return DSL.resultQuery(
            """
            WITH made AS ({0} RETURNING id, name)
            SELECT made.id, min(asked.place) FROM made JOIN ({1}) AS asked ON asked.name = made.name
            GROUP BY made.id
            """,
            DSL.insertInto(PROJECT)
                .columns(PROJECT.NAME)
                .select(
                    // In an order, so that no two wait for each other.
                    DSL.selectDistinct(CallRows.value(NAME))
                        .from(CallRows.of(NAME))
                        .orderBy(CallRows.value(NAME)))
                .onConflictDoNothing(),
            DSL.select(CallRows.value(NAME).as("name"), CallRows.PLACE.as("place"))
                .from(CallRows.of(NAME)))
        .coerce(List.of(PROJECT.ID, CallRows.PLACE));
  }

  public static @Nullable Long id(DSLContext dsl, String project) {
    Record row = question(project).fetchOne(dsl);
    return row == null ? null : row.get(PROJECT.ID);
  }

  /** What {@link #id} asks. */
  public static Prepared.Call question(String project) {
    return ID.call().with(NAME, project);
  }

  /** The project's id; it comes into being with the first that is recorded of it. */
  public static long idOrCreate(DSLContext dsl, String project, Runnable created) {
    Long known = id(dsl, project);
    if (known != null) {
      return known;
    }
    Record fresh = creating(project).fetchOne(dsl);
    if (fresh != null) {
      created.run();
      return Objects.requireNonNull(fresh.get(PROJECT.ID));
    }
    return Objects.requireNonNull(id(dsl, project));
  }

  /** Makes the project unless there is one, and gives a row if it did. */
  public static Prepared.Call creating(String project) {
    return CREATE.call().with(NAME, project);
  }

  /** The project's id, or a refusal that names the nearest. */
  public static long known(DSLContext dsl, String project) {
    Long id = id(dsl, project);
    if (id == null) {
      throw unknown(dsl, project);
    }
    return id;
  }

  /** What to say of a name that no project has. */
  public static Refused unknown(DSLContext dsl, String name) {
    List<String> names =
        dsl.select(PROJECT.NAME)
            .from(PROJECT)
            .orderBy(PROJECT.ID.desc())
            .limit(CANDIDATES)
            .fetch(PROJECT.NAME);
    return Refused.unknown(
        "project",
        "there is no project \""
            + name
            + "\"."
            + Names.didYouMean(name, names)
            + " project_list shows them.");
  }
}
