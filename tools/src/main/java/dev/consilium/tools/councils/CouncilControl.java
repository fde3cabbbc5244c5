package dev.consilium.tools.councils;

import dev.consilium.memory.Database;
import dev.consilium.memory.Write;
import dev.consilium.memory.councils.Control;
import dev.consilium.memory.councils.Council;
import dev.consilium.schemas.json.Field;
import dev.consilium.tools.Tool;
import dev.consilium.tools.ToolAnswer;
import dev.consilium.tools.ToolContext;
import dev.consilium.tools.ToolSet;
import dev.consilium.tools.ToolSpec;
import dev.consilium.tools.ToolSpec.Hints;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Steers a council from outside. */
final class CouncilControl implements Tool<CouncilControl.Args, CouncilView> {
  record Args(
      @Field(max = Limits.NAME) String council,
      Control action,
      @Field(max = Limits.TOPIC) @Nullable String reason,
      @Field(max = Limits.NAME) @Nullable String agent,
      @Field(max = Limits.NAME) @Nullable String idempotencyKey) {}

  private final Database database;

  CouncilControl(Database database) {
    this.database = database;
  }

  @Override
  public ToolSpec<Args, CouncilView> spec() {
    return new ToolSpec<>(
        "council_control",
        "Steer a council",
        "Pause, resume or stop a council; ask it for another alternative or for the risks.",
        ToolSet.COUNCILS,
        Hints.WRITE,
        Args.class,
        null);
  }

  @Override
  public ToolAnswer<CouncilView> call(Args args, ToolContext context) {
    Council council =
        database
            .councils()
            .control(
                new Write(context.principal(), args.idempotencyKey()),
                args.council(),
                args.action(),
                Objects.requireNonNullElse(args.agent(), context.clientName()),
                args.reason());
    return new ToolAnswer<>(CouncilText.line(council), CouncilView.of(council));
  }
}
