package dev.consilium.tools.councils;

import dev.consilium.memory.Database;
import dev.consilium.memory.councils.Council;
import dev.consilium.schemas.json.Field;
import dev.consilium.tools.Tool;
import dev.consilium.tools.ToolAnswer;
import dev.consilium.tools.ToolContext;
import dev.consilium.tools.ToolFailure;
import dev.consilium.tools.ToolSet;
import dev.consilium.tools.ToolSpec;
import dev.consilium.tools.ToolSpec.Hints;
import dev.consilium.tools.models.ModelConfig;
import dev.consilium.tools.models.ModelFailure;
import dev.consilium.tools.models.SampledModel;
import java.time.Duration;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Lets language models take the seats that no agent has, until the council ends. */
final class CouncilRun implements Tool<CouncilRun.Args, CouncilView> {
  record Args(
      @Field(max = Limits.NAME) String council,
      @Nullable Model model,
      @Field(value = "In all", min = 1, max = 100_000_000) @Nullable Integer maxTokens,
      @Field(max = Limits.NAME) @Nullable String agent) {}

  /** Whose model. */
  enum Model {
    HOST,
    CLIENT
  }

  /** The answers of people who look at what their model is asked take a while. */
  private static final Duration LEASE = Duration.ofMinutes(10);

  private final Database database;
  private final boolean hosts;
  private final ModelConfig.Limits limits;

  /**
   * The tool.
   *
   * @param hosts whether this host has models of its own
   */
  CouncilRun(Database database, boolean hosts, ModelConfig.Limits limits) {
    this.database = database;
    this.hosts = hosts;
    this.limits = limits;
  }

  @Override
  public ToolSpec<Args, CouncilView> spec() {
    return new ToolSpec<>(
        "council_run",
        "Let models hold a council",
        "Let language models take the seats without an agent until it ends: the host's in the"
            + " background, or your client's while you wait. Again: goes on.",
        ToolSet.COUNCILS,
        Hints.IDEMPOTENT_WRITE,
        Args.class,
        null,
        true);
  }

  @Override
  public ToolAnswer<CouncilView> call(Args args, ToolContext context) throws InterruptedException {
    int tokens = Objects.requireNonNullElse(args.maxTokens(), limits.tokens());
    Model model = Objects.requireNonNullElse(args.model(), hosts ? Model.HOST : Model.CLIENT);
    if (model == Model.HOST) {
      if (!hosts) {
        throw new ToolFailure(
            "This host has no language model: set llm_url and llm_models (CONSILIUM_LLM_URL,"
                + " CONSILIUM_LLM_MODELS), or take the seats yourself with council_next and"
                + " council_say.");
      }
      Council council =
          database
              .councils()
              .host(
                  args.council(),
                  tokens,
                  Objects.requireNonNullElse(args.agent(), context.clientName()));
      return answer(council, " The host holds it; council_next shows how it goes.");
    }
    return sampled(args.council(), tokens, context);
  }

  private ToolAnswer<CouncilView> sampled(String id, int tokens, ToolContext context)
      throws InterruptedException {
    SampledModel model = new SampledModel(context);
    if (!model.isThere()) {
      throw new ToolFailure(
          "Your client does not let its model be asked (sampling), and this host "
              + (hosts
                  ? "has its own: leave out model."
                  : "has none: set llm_url and llm_models, or take the seats yourself with"
                      + " council_next and council_say."));
    }
    String holder = "client of " + context.principal();
    if (!database.hostedCouncils().take(id, holder, LEASE)) {
      throw new ToolFailure(
          id + " is held by another one just now; council_next shows how it goes.");
    }
    boolean _ = context.becomeTask();
    HeldCouncil held =
        new HeldCouncil(
            database, model, new HeldCouncil.Budget(tokens, limits.cost()), limits.answerTokens());
    try {
      for (int said = 1; ; said++) {
        context.cancellation().check();
        switch (held.next(id, context)) {
          case HeldCouncil.Spoke(String who) -> context.progress(said, null, who + " spoke");
          case HeldCouncil.Waits(String who, var until) -> {
            return answer(
                database.councils().state(id),
                " It waits for %s until %s; call council_run again then.".formatted(who, until));
          }
          case HeldCouncil.Over(Council council) -> {
            return answer(council, "");
          }
        }
      }
    } catch (ModelFailure e) {
      throw new ToolFailure(e.getMessage() + " What was said stands; council_run goes on.");
    } finally {
      database.hostedCouncils().leave(id, holder);
    }
  }

  private static ToolAnswer<CouncilView> answer(Council council, String more) {
    return new ToolAnswer<>(CouncilText.line(council) + more, CouncilView.of(council));
  }
}
