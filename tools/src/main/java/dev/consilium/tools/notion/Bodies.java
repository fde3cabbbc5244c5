package dev.consilium.tools.notion;

import dev.consilium.memory.exports.Attempt;
import dev.consilium.memory.exports.ExportPage;
import dev.consilium.schemas.json.Json;
import dev.consilium.tools.notion.Batches.Batch;
import dev.consilium.tools.notion.Blocks.Block;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** Bodies of pages: what this integration wrote there and nothing of what people wrote. */
final class Bodies {
  private final NotionApi api;
  private final NotionLimits limits;
  private final Attempt attempt;
  private final Listing listing;

  Bodies(NotionApi api, NotionLimits limits, Attempt attempt) {
    this.api = api;
    this.limits = limits;
    this.attempt = attempt;
    this.listing = new Listing(api);
  }

  /**
   * Writes the body anew. What we wrote before goes when the new one is there; what people wrote
   * below stays.
   */
  void write(ExportPage page, List<Block> body, String hash) throws InterruptedException {
    String id = Objects.requireNonNull(page.pageId());
    List<JsonNode> before = listing.children(id);
    Set<String> own = own(before);
    List<String> written = new ArrayList<>();
    try {
      for (Batch batch : Batches.of(body)) {
        String last = written.isEmpty() ? null : written.getLast();
        written.addAll(append(id, batch, last, !before.isEmpty()));
      }
    } catch (NotionException e) {
      if (e.trouble() == Trouble.UNKNOWN) {
        attempt.pages().lookLater(page, limits.late());
      }
      throw e;
    }
    for (String block : own) {
      remove(block);
    }
    attempt.pages().written(page, hash, written);
  }

  private List<String> append(String parent, Batch batch, @Nullable String after, boolean atStart)
      throws InterruptedException {
    ObjectNode request = Json.MAPPER.createObjectNode();
    request.set("children", batch.children());
    if (after != null) {
      request
          .putObject("position")
          .put("type", "after_block")
          .putObject("after_block")
          .put("id", after);
    } else if (atStart) {
      request.putObject("position").put("type", "start");
    }
    JsonNode answer = api.append("blocks/" + parent + "/children", request, attempt::holdFor);
    List<String> ids =
        answer
            .path("results")
            .valueStream()
            .limit(batch.children().size())
            .map(block -> block.path("id").asString(""))
            .toList();
    for (Map.Entry<Integer, List<Batch>> later : batch.later().entrySet()) {
      for (Batch further : later.getValue()) {
        List<String> _ = append(ids.get(later.getKey()), further, null, false);
      }
    }
    return ids;
  }

  /** Removes what arrived of ours besides these blocks. */
  void removeLate(String page, List<String> blocks) throws InterruptedException {
    Set<String> late = own(listing.children(page));
    blocks.forEach(late::remove);
    for (String block : late) {
      remove(block);
    }
  }

  /** Those that this integration wrote. */
  private Set<String> own(List<JsonNode> blocks) throws InterruptedException {
    Set<String> own = new HashSet<>();
    if (blocks.isEmpty()) {
      return own;
    }
    String self = api.self();
    for (JsonNode block : blocks) {
      if (NotionId.same(block.path("created_by").path("id").asString(""), self)) {
        own.add(block.path("id").asString(""));
      }
    }
    return own;
  }

  private void remove(String block) throws InterruptedException {
    try {
      JsonNode _ = api.delete("blocks/" + block, attempt::holdFor);
    } catch (NotionException e) {
      if (e.trouble() != Trouble.MISSING) {
        throw e;
      }
    }
  }
}
