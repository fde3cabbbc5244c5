package dev.consilium.memory;

import static dev.consilium.memory.jooq.Tables.PROJECT;

import dev.consilium.schemas.json.Names;
import java.util.List;
import java.util.Objects;
import org.jooq.DSLContext;
import org.jooq.Param;
import org.jooq.Record;
import org.jooq.impl.DSL;
import org.jspecify.annotations.Nullable;

/** The projects as the stores refer to them. */
public final class Projects {
  private static final int CANDIDATES = 500;

  private static final Param<String> NAME = DSL.param("name", PROJECT.NAME);
  private static final Prepared ID =
      Prepared.of(DSL.select(PROJECT.ID).from(PROJECT).where(PROJECT.NAME.eq(NAME)));

  private Projects() {}

  public static @Nullable Long id(DSLContext dsl, String project) {
    Record row = ID.call().with(NAME, project).fetchOne(dsl);
    return row == null ? null : row.get(PROJECT.ID);
  }

  /** The project's id; it comes into being with the first that is recorded of it. */
  public static long idOrCreate(DSLContext dsl, String project, Runnable created) {
    Long known = id(dsl, project);
    if (known != null) {
      return known;
    }
    Long fresh =
        dsl.insertInto(PROJECT, PROJECT.NAME)
            .values(project)
            .onConflictDoNothing()
            .returning(PROJECT.ID)
            .fetchOne(PROJECT.ID);
    if (fresh != null) {
      created.run();
      return fresh;
    }
    return Objects.requireNonNull(id(dsl, project));
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
