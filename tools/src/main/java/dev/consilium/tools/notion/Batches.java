package dev.consilium.tools.notion;

import dev.consilium.schemas.json.Json;
import dev.consilium.tools.notion.Blocks.Block;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** Blocks in portions that Notion takes in one request. */
final class Batches {
  /** Of one level. */
  static final int CHILDREN = 100;

  /** Of all levels; Notion takes a thousand. */
  private static final int BLOCKS = 900;

  /** Notion takes 500 KB, of which the properties need some. */
  private static final int BYTES = 350_000;

  private Batches() {}

  /**
   * One portion.
   *
   * @param later by position in the portion, the children that have to be added when the id of
   *     their block is known
   */
  record Batch(ArrayNode children, SortedMap<Integer, List<Batch>> later) {}

  static List<Batch> of(List<Block> blocks) {
    List<Batch> batches = new ArrayList<>();
    Batch batch = empty();
    int count = 0;
    int bytes = 0;
    for (Block block : blocks) {
      ObjectNode whole = whole(block);
      boolean fits = block.children().size() <= CHILDREN && bytes(whole) <= BYTES;
      int inline = fits ? block.children().size() : block.type().equals("table") ? 1 : 0;
      ObjectNode sent = fits ? whole : whole(block, inline);
      if (batch.children().size() == CHILDREN
          || count + 1 + inline > BLOCKS
          || bytes + bytes(sent) > BYTES) {
        batches.add(batch);
        batch = empty();
        count = 0;
        bytes = 0;
      }
      if (!fits) {
        batch
            .later()
            .put(
                batch.children().size(),
                of(block.children().subList(inline, block.children().size())));
      }
      batch.children().add(sent);
      count += 1 + inline;
      bytes += bytes(sent);
    }
    if (!batch.children().isEmpty()) {
      batches.add(batch);
    }
    return batches;
  }

  private static Batch empty() {
    return new Batch(Json.MAPPER.createArrayNode(), new TreeMap<>());
  }

  private static int bytes(ObjectNode json) {
    return json.toString().getBytes(StandardCharsets.UTF_8).length + 1;
  }

  /** The block with its children, as one request has it. */
  static ObjectNode whole(Block block) {
    return whole(block, block.children().size());
  }

  /** A table cannot be without a row. */
  private static ObjectNode whole(Block block, int count) {
    ObjectNode json = block.json().deepCopy();
    if (count > 0) {
      ArrayNode children = ((ObjectNode) json.path(block.type())).putArray("children");
      block.children().subList(0, count).forEach(child -> children.add(child.json()));
    }
    return json;
  }
}
