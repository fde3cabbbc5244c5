package dev.consilium.tools.decisions;

import dev.consilium.memory.Database;
import dev.consilium.memory.decisions.DecisionPolicy;
import dev.consilium.schemas.json.Field;
import dev.consilium.tools.Tool;
import dev.consilium.tools.ToolAnswer;
import dev.consilium.tools.ToolContext;
import dev.consilium.tools.ToolSet;
import dev.consilium.tools.ToolSpec;
import dev.consilium.tools.ToolSpec.Hints;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** What a project asks of its decisions. */
final class DecisionPolicyTool implements Tool<DecisionPolicyTool.Args, DecisionPolicy> {
  record Args(
      @Field(min = 1, max = Limits.NAME) String project,
      @Field(min = 0, max = Limits.ALTERNATIVES) @Nullable Integer minAlternatives,
      @Nullable Boolean rationale,
      @Field(value = "How many have to be named", min = 0, max = Limits.RISKS)
          @Nullable Integer risks,
      @Nullable Boolean riskCost,
      @Field(value = "Who has to take part", max = Limits.NAMES)
          @Nullable List<String> participants,
      @Field(value = "Of a council, without consensus, until it escalates", min = 1, max = 100)
          @Nullable Integer rounds,
      @Field("Bring what misses something before a person, instead of refusing it")
          @Nullable Boolean escalate,
      @Field(value = "Who gets the task to decide", max = Limits.NAME) @Nullable String owner) {
    boolean changesSomething() {
      return minAlternatives != null
          || rationale != null
          || risks != null
          || riskCost != null
          || participants != null
          || rounds != null
          || escalate != null
          || owner != null;
    }
  }

  private final Database database;

  DecisionPolicyTool(Database database) {
    this.database = database;
  }

  @Override
  public ToolSpec<Args, DecisionPolicy> spec() {
    return new ToolSpec<>(
        "decision_policy",
        "Policy of decisions",
        "See or set what a project asks of a decision before it is accepted. What is left out stays.",
        ToolSet.DECISIONS,
        Hints.IDEMPOTENT_WRITE,
        Args.class,
        null);
  }

  @Override
  public ToolAnswer<DecisionPolicy> call(Args args, ToolContext context) {
    DecisionPolicy known = database.decisions().policyOfAny(args.project());
    DecisionPolicy policy =
        new DecisionPolicy(
            Objects.requireNonNullElse(args.minAlternatives(), known.minAlternatives()),
            Objects.requireNonNullElse(args.rationale(), known.rationale()),
            Objects.requireNonNullElse(args.risks(), known.risks()),
            Objects.requireNonNullElse(args.riskCost(), known.riskCost()),
            Objects.requireNonNullElse(args.participants(), known.participants()),
            Objects.requireNonNullElse(args.rounds(), known.rounds()),
            Objects.requireNonNullElse(args.escalate(), known.escalate()),
            args.owner() == null ? known.owner() : args.owner());
    if (args.changesSomething()) {
      database.decisions().setPolicy(args.project(), policy);
    }
    String text =
        "%s: at least %d alternatives, rationale %s, at least %d risks%s, participants %s; after %d rounds, and when something is missing: %s."
            .formatted(
                args.project(),
                policy.minAlternatives(),
                policy.rationale() ? "required" : "not required",
                policy.risks(),
                policy.riskCost() ? " with their cost" : "",
                policy.participants().isEmpty()
                    ? "anybody"
                    : String.join(", ", policy.participants()),
                policy.rounds(),
                !policy.escalate()
                    ? "refuse"
                    : "ask a person, or " + Objects.requireNonNullElse(policy.owner(), "anybody"));
    return new ToolAnswer<>(text, policy);
  }
}
