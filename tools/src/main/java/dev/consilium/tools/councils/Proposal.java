package dev.consilium.tools.councils;

import dev.consilium.memory.councils.Council;
import dev.consilium.schemas.json.Field;
import dev.consilium.tools.councils.CouncilConclude.Args;
import dev.consilium.tools.decisions.Given;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What a model says a council should end in. */
record Proposal(
    @Field(min = 1, max = Limits.NAME) String title,
    @Field(max = Limits.TEXT) @Nullable String question,
    @Field(max = Limits.ITEMS) List<Given.Option> alternatives,
    @Field(max = Limits.NAME) @Nullable String choice,
    @Field(max = Limits.TEXT) @Nullable String rationale,
    @Field(max = Limits.TEXT) @Nullable String consequences,
    @Field(max = Limits.ITEMS) @Nullable List<Given.Danger> risks,
    @Field(max = Limits.ITEMS) @Nullable List<String> files,
    @Field(max = Limits.ITEMS) @Nullable List<String> tags,
    @Nullable Boolean consensus) {
  Args args(Council council, String agent) {
    return new Args(
        council.id(),
        title,
        question,
        alternatives,
        choice,
        rationale,
        consequences,
        risks,
        files,
        tags,
        consensus,
        null,
        agent);
  }
}
