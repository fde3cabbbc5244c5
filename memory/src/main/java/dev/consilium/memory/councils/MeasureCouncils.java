package dev.consilium.memory.councils;

import static dev.consilium.memory.jooq.Tables.COUNCIL;
import static dev.consilium.memory.jooq.Tables.PROJECT;

import dev.consilium.schemas.json.Names;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.List;
import java.util.Map;
import org.jooq.Condition;
import org.jooq.DSLContext;
import org.jooq.Field;
import org.jooq.Record;
import org.jooq.impl.DSL;
import org.jspecify.annotations.Nullable;

/** The figures of the councils that ended and fit a condition. */
final class MeasureCouncils {
  private static final Condition DECIDED =
      COUNCIL.STATUS.eq(DSL.inline(Names.of(CouncilStatus.CONCLUDED)));
  private static final Condition FRUITFUL = DECIDED.and(COUNCIL.TASK_COUNT.between(5, 10));

  private static final Field<BigDecimal> MINUTES =
      DSL.field(
          "extract(epoch from ({0} - {1})) / 60",
          BigDecimal.class, COUNCIL.ENDED_AT, COUNCIL.CREATED_AT);

  private static final Field<Integer> ENDED = DSL.count();
  private static final List<Field<?>> FIGURES =
      List.of(
          ENDED,
          DSL.count().filterWhere(DECIDED),
          DSL.count().filterWhere(FRUITFUL),
          DSL.avg(COUNCIL.TASK_COUNT).filterWhere(DECIDED),
          DSL.percentileCont(0.5).withinGroupOrderBy(MINUTES).filterWhere(DECIDED));

  private MeasureCouncils() {}

  /** Of all of them together. */
  static CouncilMeasures of(DSLContext dsl, Condition which) {
    return measures(
        dsl.select(FIGURES).from(COUNCIL).where(COUNCIL.ENDED_AT.isNotNull(), which).fetchSingle());
  }

  /** By project, those with the most councils. */
  static Map<String, CouncilMeasures> byProject(DSLContext dsl, Condition which, int most) {
    return dsl.select(FIGURES)
        .select(PROJECT.NAME)
        .from(COUNCIL)
        .join(PROJECT)
        .on(PROJECT.ID.eq(COUNCIL.PROJECT_ID))
        .where(COUNCIL.ENDED_AT.isNotNull(), which)
        .groupBy(PROJECT.NAME)
        .orderBy(ENDED.desc(), PROJECT.NAME)
        .limit(most)
        .fetchMap(PROJECT.NAME, MeasureCouncils::measures);
  }

  private static CouncilMeasures measures(Record row) {
    long all = count(row, 0);
    return new CouncilMeasures(
        all,
        count(row, 1),
        count(row, 2),
        all == 0 ? null : rounded(BigDecimal.valueOf((double) count(row, 2) / all)),
        rounded(row.get(3, BigDecimal.class)),
        rounded(row.get(4, BigDecimal.class)));
  }

  private static long count(Record row, int index) {
    Long count = row.get(index, Long.class);
    return count == null ? 0 : count;
  }

  private static @Nullable Double rounded(@Nullable BigDecimal value) {
    return value == null ? null : value.setScale(2, RoundingMode.HALF_UP).doubleValue();
  }
}
