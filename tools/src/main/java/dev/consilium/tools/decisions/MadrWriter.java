package dev.consilium.tools.decisions;

import dev.consilium.memory.decisions.Alternative;
import dev.consilium.memory.decisions.Decision;
import dev.consilium.memory.decisions.Draft;
import dev.consilium.memory.decisions.Link;
import dev.consilium.memory.decisions.LinkKind;
import dev.consilium.memory.decisions.Risk;
import dev.consilium.schemas.json.Json;
import dev.consilium.schemas.json.Names;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A decision as a Markdown file of MADR 4.0 (adr.github.io/madr), which {@link MadrReader} reads
 * back. What MADR has no place for stands in the front matter and in a table of risks.
 */
final class MadrWriter {
  static final String QUESTION = "**Question:** ";
  static final String RISKS = "| Risk | Likelihood | Impact | Cost | Mitigation |";

  private final StringBuilder text = new StringBuilder();

  private MadrWriter() {}

  static String write(Decision decision) {
    MadrWriter writer = new MadrWriter();
    writer.frontMatter(decision);
    writer.body(decision.draft());
    return writer.text.toString().stripTrailing() + "\n";
  }

  private void frontMatter(Decision decision) {
    Draft draft = decision.draft();
    text.append("---\n");
    value("id", decision.id());
    value("status", Names.of(decision.status()));
    var date = Objects.requireNonNullElse(decision.decidedAt(), decision.createdAt());
    text.append("date: ").append(date.atOffset(ZoneOffset.UTC).toLocalDate()).append('\n');
    values("decision-makers", draft.participants());
    values("files", draft.files());
    values("tags", draft.tags());
    values("tasks", draft.tasks());
    values("memories", draft.memories());
    if (draft.meetingId() != null) {
      value("meeting", draft.meetingId());
    }
    for (LinkKind kind : LinkKind.values()) {
      values(Names.of(kind), others(decision, kind));
    }
    text.append("---\n\n");
  }

  private static List<String> others(Decision decision, LinkKind kind) {
    return decision.links().stream()
        .filter(link -> link.kind() == kind && !link.reverse())
        .map(Link::decision)
        .toList();
  }

  /** JSON is YAML. */
  private void value(String key, String value) {
    text.append(key).append(": ").append(Json.MAPPER.writeValueAsString(value)).append('\n');
  }

  private void values(String key, List<String> values) {
    if (!values.isEmpty()) {
      text.append(key).append(": ").append(Json.MAPPER.writeValueAsString(values)).append('\n');
    }
  }

  private void body(Draft draft) {
    text.append("# ").append(draft.title()).append("\n\n");
    text.append("## Context and Problem Statement\n\n");
    paragraph(draft.context());
    if (!draft.question().isEmpty()) {
      paragraph(QUESTION + draft.question());
    }
    if (!draft.alternatives().isEmpty()) {
      text.append("## Considered Options\n\n");
      draft.alternatives().forEach(a -> text.append("* ").append(a.name()).append('\n'));
      text.append('\n');
    }
    text.append("## Decision Outcome\n\n");
    if (!draft.choice().isEmpty()) {
      paragraph(
          "Chosen option: \""
              + draft.choice()
              + "\""
              + (draft.rationale().isEmpty() ? "." : ", because " + draft.rationale()));
    }
    if (!draft.consequences().isEmpty()) {
      text.append("### Consequences\n\n");
      paragraph(draft.consequences());
    }
    options(draft.alternatives());
    risks(draft.risks());
  }

  private void options(List<Alternative> alternatives) {
    List<Alternative> told =
        alternatives.stream()
            .filter(a ->
                a.description() != null
                    || a.cost() != null
                    || !a.pros().isEmpty()
                    || !a.cons().isEmpty())
            .toList();
    if (told.isEmpty()) {
      return;
    }
    text.append("## Pros and Cons of the Options\n\n");
    for (Alternative option : told) {
      text.append("### ").append(option.name()).append("\n\n");
      if (option.description() != null) {
        paragraph(option.description());
      }
      option.pros().forEach(pro -> text.append("* Good, because ").append(pro).append('\n'));
      option.cons().forEach(con -> text.append("* Bad, because ").append(con).append('\n'));
      if (option.cost() != null) {
        text.append("* Cost: ").append(option.cost()).append('\n');
      }
      text.append('\n');
    }
  }

  private void risks(List<Risk> risks) {
    if (risks.isEmpty()) {
      return;
    }
    text.append("## Risks\n\n").append(RISKS).append("\n| --- | --- | --- | --- | --- |\n");
    for (Risk risk : risks) {
      text.append("| ").append(cell(risk.description()));
      text.append(" | ").append(risk.likelihood() == null ? "" : Names.of(risk.likelihood()));
      text.append(" | ").append(risk.impact() == null ? "" : Names.of(risk.impact()));
      text.append(" | ").append(cell(risk.cost()));
      text.append(" | ").append(cell(risk.mitigation())).append(" |\n");
    }
  }

  private static String cell(@Nullable String value) {
    return value == null
        ? ""
        : value.strip().replace("\\", "\\\\").replace("|", "\\|").replaceAll("\\R", "<br>");
  }

  /** Headings of the text itself would end the section: they are escaped, but for code. */
  private void paragraph(String value) {
    if (value.isEmpty()) {
      return;
    }
    boolean code = false;
    for (String line : value.split("\\R", -1)) {
      boolean fence = line.stripLeading().startsWith("```");
      code ^= fence;
      text.append(!code && !fence && line.matches("\\\\*#.*") ? "\\" : "")
          .append(line)
          .append('\n');
    }
    if (code) {
      text.append("```\n");
    }
    text.append('\n');
  }
}
