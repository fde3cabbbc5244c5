package dev.consilium.tools.decisions;

import dev.consilium.memory.Refused;
import dev.consilium.memory.decisions.Alternative;
import dev.consilium.memory.decisions.Draft;
import dev.consilium.memory.decisions.Risk;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.MissingNode;
import tools.jackson.dataformat.yaml.YAMLMapper;

/** Reads a Markdown file of MADR (2 to 4), as {@link MadrWriter} or people write them. */
final class MadrReader {
  private static final YAMLMapper YAML = new YAMLMapper();
  private static final Pattern CHOSEN =
      Pattern.compile("Chosen option: \"(.+?)\"(?:,? because:?\\s+(.*)|[.,]?)", Pattern.DOTALL);
  private static final Pattern POINT = Pattern.compile("[*-] (Good|Bad),? because:? (.*)");
  private static final Pattern COST = Pattern.compile("[*-] Cost: (.*)");

  private final String field;
  private final JsonNode front;
  private final Map<String, String> sections = new LinkedHashMap<>();
  private String title = "";

  private MadrReader(String field, String document) {
    this.field = field;
    String text = document.replace("\uFEFF", "").replace("\r\n", "\n");
    Matcher matter = Pattern.compile("\\A---\n(.*?)\n---\n", Pattern.DOTALL).matcher(text);
    boolean found = matter.find();
    this.front = found ? yaml(matter.group(1)) : MissingNode.getInstance();
    sections(found ? text.substring(matter.end()) : text);
  }

  /**
   * What a file says.
   *
   * @param id under which other files speak of it
   * @param status as it stands there, such as {@code superseded by 0005}
   */
  record Read(
      @Nullable String id,
      String status,
      Draft draft,
      List<String> supersedes,
      List<String> relates,
      List<String> conflicts) {}

  /**
   * Reads a file.
   *
   * @throws Refused when it is no MADR
   */
  static Read read(String field, String document) {
    return new MadrReader(field, document).read();
  }

  private JsonNode yaml(String text) {
    try {
      return YAML.readTree(text);
    } catch (JacksonException e) {
      throw new Refused(field, "has front matter that is no YAML: " + e.getOriginalMessage());
    }
  }

  /** Sections by their heading in lower case; those of level 3 as {@code parent/heading}. */
  private void sections(String body) {
    String parent = "";
    String key = "";
    boolean code = false;
    for (String line : body.split("\n", -1)) {
      boolean fence = line.stripLeading().startsWith("```");
      code ^= fence;
      if (!code && !fence && line.startsWith("# ") && title.isEmpty()) {
        title = line.substring(2).strip();
      } else if (!code && !fence && line.startsWith("## ")) {
        parent = line.substring(3).strip().toLowerCase(Locale.ROOT);
        key = parent;
        sections.putIfAbsent(key, "");
      } else if (!code && !fence && line.startsWith("### ")) {
        key = parent + "/" + line.substring(4).strip();
        sections.putIfAbsent(key, "");
      } else {
        String plain = !code && !fence && line.matches("\\\\+#.*") ? line.substring(1) : line;
        sections.merge(key, plain + "\n", String::concat);
      }
    }
  }

  private String section(String... names) {
    for (String name : names) {
      String text = sections.get(name);
      if (text != null) {
        return text.strip();
      }
    }
    return "";
  }

  private Read read() {
    if (title.isEmpty()) {
      throw new Refused(field, "has no title: a line that begins with \"# \".");
    }
    String context = section("context and problem statement", "context");
    String question = "";
    int asked = context.lastIndexOf(MadrWriter.QUESTION);
    if (asked == 0 || (asked > 0 && context.charAt(asked - 1) == '\n')) {
      question = context.substring(asked + MadrWriter.QUESTION.length()).strip();
      context = context.substring(0, asked).strip();
    }
    String outcome = section("decision outcome", "decision");
    Matcher chosen = CHOSEN.matcher(outcome);
    boolean made = chosen.matches();
    String because = made ? chosen.group(2) : outcome;
    Draft draft =
        new Draft(
            title,
            question,
            context,
            alternatives(),
            made ? chosen.group(1) : "",
            because == null ? "" : because.strip(),
            section(
                "decision outcome/Consequences",
                "consequences",
                "decision outcome/Positive Consequences"),
            risks(),
            strings("decision-makers", "deciders"),
            strings("files"),
            strings("tags"),
            strings("tasks"),
            strings("memories"),
            front.path("meeting").isString() ? front.path("meeting").asString() : null);
    return new Read(
        front.path("id").isString() ? front.path("id").asString() : null,
        front.path("status").asString("accepted").toLowerCase(Locale.ROOT),
        draft,
        strings("supersedes"),
        strings("relates"),
        strings("conflicts"));
  }

  private List<String> strings(String... keys) {
    for (String key : keys) {
      JsonNode node = front.path(key);
      if (node.isArray()) {
        return node.valueStream().map(one -> one.asString("")).filter(s -> !s.isBlank()).toList();
      }
      if (node.isString() && !node.asString().isBlank()) {
        return List.of(node.asString().split("\\s*,\\s*"));
      }
    }
    return List.of();
  }

  private List<Alternative> alternatives() {
    Map<String, Alternative> alternatives = new LinkedHashMap<>();
    for (String line : section("considered options").split("\n", -1)) {
      if (line.startsWith("* ") || line.startsWith("- ")) {
        String name = line.substring(2).strip();
        alternatives.put(name, new Alternative(name, null, List.of(), List.of(), null));
      }
    }
    String options = "pros and cons of the options/";
    sections.forEach((key, text) -> {
      if (key.startsWith(options)) {
        String name = key.substring(options.length());
        alternatives.put(name, alternative(name, text));
      }
    });
    return List.copyOf(alternatives.values());
  }

  private static Alternative alternative(String name, String text) {
    List<String> pros = new ArrayList<>();
    List<String> cons = new ArrayList<>();
    StringBuilder description = new StringBuilder();
    String cost = null;
    for (String line : text.split("\n", -1)) {
      Matcher point = POINT.matcher(line);
      Matcher costs = COST.matcher(line);
      if (point.matches()) {
        (Objects.equals(point.group(1), "Good") ? pros : cons).add(String.valueOf(point.group(2)));
      } else if (costs.matches()) {
        cost = costs.group(1);
      } else {
        description.append(line).append('\n');
      }
    }
    String said = description.toString().strip();
    return new Alternative(name, said.isEmpty() ? null : said, pros, cons, cost);
  }

  private List<Risk> risks() {
    List<Risk> risks = new ArrayList<>();
    boolean table = false;
    for (String line : section("risks").split("\n", -1)) {
      if (line.strip().equals(MadrWriter.RISKS)) {
        table = true;
      } else if (table && line.startsWith("|") && !line.startsWith("| ---")) {
        String[] cells = line.strip().split("(?<!\\\\)(?:\\\\\\\\)*\\|", -1);
        risks.add(
            new Risk(
                Objects.requireNonNullElse(cell(cells, 1), ""),
                level(cell(cells, 2)),
                level(cell(cells, 3)),
                cell(cells, 4),
                cell(cells, 5)));
      } else if (!table && (line.startsWith("* ") || line.startsWith("- "))) {
        risks.add(new Risk(line.substring(2).strip(), null, null, null, null));
      }
    }
    return risks;
  }

  private static @Nullable String cell(String[] cells, int index) {
    String cell = index < cells.length ? cells[index].strip() : "";
    return cell.isEmpty()
        ? null
        : cell.replace("<br>", "\n").replace("\\|", "|").replace("\\\\", "\\");
  }

  private Risk.@Nullable Level level(@Nullable String text) {
    if (text == null) {
      return null;
    }
    try {
      return Risk.Level.valueOf(text.toUpperCase(Locale.ROOT));
    } catch (IllegalArgumentException e) {
      throw new Refused(
          field, "has a risk that is \"" + text + "\"; low, medium or high are known.");
    }
  }
}
