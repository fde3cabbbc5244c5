package dev.consilium.tools.notion;

import dev.consilium.schemas.json.Json;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** The body of a page, block by block; blocks have children of one further level at most. */
final class Blocks {
  /** Characters of a paragraph: far from the greatest size of a request in any script. */
  private static final int PARAGRAPH = 50 * RichText.PIECE;

  /** A block, and what it holds. */
  record Block(ObjectNode json, List<Block> children) {
    Block {
      children = List.copyOf(children);
    }

    private static Block of(String type, ArrayNode text, List<Block> children) {
      ObjectNode json = Json.MAPPER.createObjectNode().put("object", "block").put("type", type);
      json.putObject(type).set("rich_text", text);
      return new Block(json, children);
    }

    String type() {
      return json.path("type").asString("");
    }
  }

  private final List<Block> blocks = new ArrayList<>();

  List<Block> all() {
    return Collections.unmodifiableList(blocks);
  }

  Blocks heading(String text) {
    blocks.add(Block.of("heading_2", RichText.of(text), List.of()));
    return this;
  }

  /** A heading under which the rest is folded away. */
  Blocks folded(String heading, List<Block> children) {
    Block block = Block.of("heading_2", RichText.of(heading), children);
    ((ObjectNode) block.json().path("heading_2")).put("is_toggleable", true);
    blocks.add(block);
    return this;
  }

  /** One paragraph for each that an empty line separates. */
  Blocks text(String text) {
    for (String paragraph : text.strip().split("\\R\\s*\\R", -1)) {
      for (String part : RichText.split(paragraph, PARAGRAPH)) {
        blocks.add(Block.of("paragraph", RichText.of(part), List.of()));
      }
    }
    return this;
  }

  /** A section, unless there is nothing in it. */
  Blocks section(String heading, String text) {
    return text.isBlank() ? this : heading(heading).text(text);
  }

  Blocks strong(String text) {
    blocks.add(Block.of("paragraph", RichText.bold(text), List.of()));
    return this;
  }

  Blocks item(String text, List<Block> children) {
    return item(RichText.of(text), children);
  }

  Blocks item(ArrayNode text, List<Block> children) {
    blocks.add(Block.of("bulleted_list_item", text, children));
    return this;
  }

  Blocks table(List<String> header, List<List<String>> rows) {
    ObjectNode json = Json.MAPPER.createObjectNode().put("object", "block").put("type", "table");
    json.putObject("table")
        .put("table_width", header.size())
        .put("has_column_header", true)
        .put("has_row_header", false);
    List<Block> lines = new ArrayList<>();
    lines.add(row(header));
    rows.forEach(row -> lines.add(row(row)));
    blocks.add(new Block(json, lines));
    return this;
  }

  private static Block row(List<String> cells) {
    ObjectNode json =
        Json.MAPPER.createObjectNode().put("object", "block").put("type", "table_row");
    ArrayNode array = json.putObject("table_row").putArray("cells");
    cells.forEach(cell -> array.add(RichText.of(cell)));
    return new Block(json, List.of());
  }
}
