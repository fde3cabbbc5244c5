package dev.consilium.tools.councils;

import dev.consilium.memory.Database;
import dev.consilium.memory.Write;
import dev.consilium.memory.councils.Council;
import dev.consilium.memory.councils.Said;
import dev.consilium.schemas.json.Field;
import dev.consilium.tools.Tool;
import dev.consilium.tools.ToolAnswer;
import dev.consilium.tools.ToolContext;
import dev.consilium.tools.ToolSet;
import dev.consilium.tools.ToolSpec;
import dev.consilium.tools.ToolSpec.Hints;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Says something in a council. */
final class CouncilSay implements Tool<CouncilSay.Args, CouncilView> {
  record Args(
      @Field(max = Limits.NAME) String council,
      @Field(max = Limits.NAME) String participant,
      @Field(min = 1, max = Limits.TEXT) String text,
      @Field(value = "Moderator only: who speaks next", max = Limits.NAME) @Nullable String next,
      @Field(max = Limits.NAME) @Nullable String artifactTitle,
      @Field(value = "Something made: a table, a draft", max = Limits.TEXT)
          @Nullable String artifact,
      @Field(max = Limits.NAME) @Nullable String agent,
      @Field(max = Limits.NAME) @Nullable String idempotencyKey) {}

  private final Database database;

  CouncilSay(Database database) {
    this.database = database;
  }

  @Override
  public ToolSpec<Args, CouncilView> spec() {
    return new ToolSpec<>(
        "council_say",
        "Speak in a council",
        "Say something as a participant when it is your turn. Moderator, scribe and integrator may"
            + " always speak.",
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
            .say(
                new Write(context.principal(), args.idempotencyKey()),
                new Said(
                    args.council(),
                    args.participant(),
                    Objects.requireNonNullElse(args.agent(), context.clientName()),
                    args.text(),
                    args.next(),
                    args.artifactTitle(),
                    args.artifact()));
    return new ToolAnswer<>(CouncilText.line(council), CouncilView.of(council));
  }
}
