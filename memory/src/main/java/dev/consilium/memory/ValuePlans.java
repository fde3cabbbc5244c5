package dev.consilium.memory;

import org.jooq.DSLContext;
import org.jooq.conf.SettingsTools;
import org.jooq.conf.StatementType;
import org.jooq.impl.DSL;

/**
 * Statements that are planned for the values in them. What is best for a label that few tasks have
 * is worst for one that most have, and a plan for any label is one of the two.
 */
public final class ValuePlans {
  private ValuePlans() {}

  /** The values are written into the statements, quoted. */
  public static DSLContext in(DSLContext dsl) {
    return DSL.using(
        dsl.configuration()
            .derive(
                SettingsTools.clone(dsl.settings())
                    .withStatementType(StatementType.STATIC_STATEMENT)));
  }
}
