package dev.consilium.tools.decisions;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.consilium.memory.Refused;
import dev.consilium.memory.decisions.Alternative;
import dev.consilium.memory.decisions.Decision;
import dev.consilium.memory.decisions.DecisionStatus;
import dev.consilium.memory.decisions.Draft;
import dev.consilium.memory.decisions.Link;
import dev.consilium.memory.decisions.LinkKind;
import dev.consilium.memory.decisions.Risk;
import dev.consilium.tools.decisions.MadrReader.Read;
import java.time.Instant;
import java.util.List;
import java.util.Random;
import org.jspecify.annotations.NullMarked;
import org.junit.jupiter.api.Test;

@NullMarked
class MadrTest {
  private static final Instant DAY = Instant.parse("2026-11-21T10:00:00Z");

  private static Decision decision(Draft draft) {
    return new Decision(
        "d7",
        "shop",
        DecisionStatus.ACCEPTED,
        draft,
        List.of(new Link(LinkKind.SUPERSEDES, "d3", false), new Link(LinkKind.RELATES, "d9", true)),
        "ann",
        DAY,
        DAY,
        DAY);
  }

  private static final Draft FULL =
      new Draft(
          "Хранить записи в PostgreSQL: \"да\"",
          "Where do the records live?\nAnd why?",
          "We grow.\n\n# Not a heading\n## Nor this\n\n```sh\n# a comment\n## two\n```\n\n\\# escaped",
          List.of(
              new Alternative(
                  "PostgreSQL",
                  "A server.\n\nOld.",
                  List.of("known", "fast"),
                  List.of("ops: one more"),
                  "3 days"),
              new Alternative("Files | \"plain\"", null, List.of(), List.of("no, really"), null),
              new Alternative("Nothing", null, List.of(), List.of(), null)),
          "PostgreSQL",
          "it survives.\n\nIt does, because of the log.",
          "Backups are needed.\n### even this",
          List.of(
              new Risk("locks | \\ and\nmore", Risk.Level.LOW, Risk.Level.HIGH, "a day", "short"),
              new Risk("growth", null, null, null, null)),
          List.of("Anna, the DBA", "Борис"),
          List.of("src/db/", "**/*.sql"),
          List.of("storage"),
          List.of("task-1"),
          List.of("m4"),
          "meeting: 5");

  @Test
  void whatIsWrittenIsReadBack() {
    String text = MadrWriter.write(decision(FULL));

    Read read = MadrReader.read("x", text);

    assertThat(read.draft()).isEqualTo(FULL);
    assertThat(read.id()).isEqualTo("d7");
    assertThat(read.status()).isEqualTo("accepted");
    assertThat(read.supersedes()).containsExactly("d3");
    assertThat(read.relates()).isEmpty();
    assertThat(MadrWriter.write(decision(read.draft()))).isEqualTo(text);
  }

  @Test
  void whateverIsSaidIsReadBack() {
    List<String> pieces =
        List.of(
            "#",
            "##",
            " ",
            "\n",
            "|",
            "\\",
            "*",
            "\"",
            "because",
            "Chosen option:",
            "ё",
            "---",
            "- x",
            "<br",
            "a",
            "```");
    Random random = new Random(42);
    for (int i = 0; i < 500; i++) {
      Draft draft =
          new Draft(
              line(random, pieces),
              "",
              text(random, pieces),
              List.of(),
              "",
              "",
              "",
              List.of(new Risk(text(random, pieces), null, null, null, null)),
              List.of(line(random, pieces)),
              List.of(),
              List.of(),
              List.of(),
              List.of(),
              null);

      String text = MadrWriter.write(decision(draft));

      assertThat(MadrReader.read("x", text).draft()).as(text).isEqualTo(draft);
    }
  }

  private static String text(Random random, List<String> pieces) {
    StringBuilder text = new StringBuilder("x");
    for (int i = random.nextInt(12); i > 0; i--) {
      text.append(pieces.get(random.nextInt(pieces.size())));
    }
    // An open block of code is closed by the writer.
    String said = text.toString().replaceAll("\n{2,}", "\n").replaceAll("[ \n]+$", "");
    return said.lines().filter(l -> l.stripLeading().startsWith("```")).count() % 2 == 0
        ? said
        : said.replace("```", "`");
  }

  private static String line(Random random, List<String> pieces) {
    return text(random, pieces).replaceAll("\\s+", " ").strip();
  }

  @Test
  void filesThatPeopleWriteAreRead() {
    Read read =
        MadrReader.read(
            "x",
            """
            ---
            status: superseded by [ADR-0005](0005-x.md)
            date: 2024-01-02
            deciders: Ann, Bob
            tags:
              - build
              - ci
            ---

            # Use Maven

            ## Context and Problem Statement

            We need a build.

            ## Considered Options

            * Maven
            - Gradle

            ## Decision Outcome

            Chosen option: "Maven", because it is known.

            ### Positive Consequences

            * One way to build.

            ## Pros and Cons of the Options

            ### Gradle

            * Good, because fast
            * Bad, because many ways
            """);

    assertThat(read.status()).startsWith("superseded by");
    assertThat(read.draft().title()).isEqualTo("Use Maven");
    assertThat(read.draft().participants()).containsExactly("Ann", "Bob");
    assertThat(read.draft().tags()).containsExactly("build", "ci");
    assertThat(read.draft().choice()).isEqualTo("Maven");
    assertThat(read.draft().rationale()).isEqualTo("it is known.");
    assertThat(read.draft().consequences()).isEqualTo("* One way to build.");
    assertThat(read.draft().alternatives())
        .containsExactly(
            new Alternative("Maven", null, List.of(), List.of(), null),
            new Alternative("Gradle", null, List.of("fast"), List.of("many ways"), null));
  }

  @Test
  void whatIsNoneIsRefused() {
    assertThatThrownBy(() -> MadrReader.read("documents[0]", "just text"))
        .isInstanceOf(Refused.class)
        .hasMessageContaining("no title");
    assertThatThrownBy(() -> MadrReader.read("documents[0]", "---\na: [\n---\n# x\n"))
        .isInstanceOf(Refused.class)
        .hasMessageContaining("YAML");
  }
}
