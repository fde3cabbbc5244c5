package dev.consilium.tools.notion;

import dev.consilium.memory.exports.Attempt;
import dev.consilium.memory.exports.ExportPage;
import dev.consilium.schemas.json.Json;
import dev.consilium.tools.notion.Batches.Batch;
import dev.consilium.tools.notion.Blocks.Block;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * Writes pages so that there is one of each, whatever happens on the way. Nothing is created before
 * Notion was asked whether it is there; a creation whose outcome is not known is written down
 * before it is sent, so that whoever comes next asks again, and later once more.
 */
final class Pages {
  /** Keys of one question; the answer is read page by page. */
  private static final int ASKED = 50;

  private final NotionApi api;
  private final NotionLimits limits;
  private final Attempt attempt;
  private final Listing listing;
  private final Bodies bodies;

  Pages(NotionApi api, NotionLimits limits, Attempt attempt) {
    this.api = api;
    this.limits = limits;
    this.attempt = attempt;
    this.listing = new Listing(api);
    this.bodies = new Bodies(api, limits, attempt);
  }

  /** The pages that Notion has for the keys, the oldest first. */
  Map<String, List<Page>> find(Table table, String project, List<String> keys)
      throws InterruptedException {
    Property keyed = table.source() == Source.TASKS ? Property.TASK_ID : Property.MEETING_ID;
    Property owned = table.source() == Source.TASKS ? Property.TASK_PROJECT : Property.PROJECT;
    Map<String, List<Page>> found = new HashMap<>();
    for (int from = 0; from < keys.size(); from += ASKED) {
      List<String> some = keys.subList(from, Math.min(keys.size(), from + ASKED));
      ObjectNode query = Json.MAPPER.createObjectNode();
      ArrayNode both = query.putObject("filter").putArray("and");
      both.add(table.equalTo(owned, new Value.Text(project)));
      ArrayNode any = both.addObject().putArray("or");
      some.forEach(key -> any.add(table.equalTo(keyed, new Value.Text(key))));
      for (JsonNode page : listing.query("data_sources/" + table.id() + "/query", query)) {
        String key = table.text(page, keyed);
        if (some.contains(key) && !page.path("in_trash").asBoolean(false)) {
          found.computeIfAbsent(key, _ -> new ArrayList<>()).add(Page.of(page));
        }
      }
    }
    found
        .values()
        .forEach(
            pages -> pages.sort(Comparator.comparing(Page::createdTime).thenComparing(Page::id)));
    return found;
  }

  /**
   * Keeps one of the pages that Notion has for a key; copies that we made go to the trash.
   *
   * @param known the page whose address was given out, if any was
   */
  Optional<Page> single(List<Page> pages, @Nullable String known) throws InterruptedException {
    if (pages.isEmpty()) {
      return Optional.empty();
    }
    Page kept =
        pages.stream()
            .filter(page -> NotionId.same(page.id(), known))
            .findFirst()
            .orElse(pages.getFirst());
    if (pages.size() > 1) {
      String self = api.self();
      for (Page page : pages) {
        // What somebody duplicated by hand is theirs.
        if (!page.equals(kept)
            && (page.createdBy().isEmpty() || NotionId.same(page.createdBy(), self))) {
          trash(page);
        }
      }
    }
    return Optional.of(kept);
  }

  private void trash(Page page) throws InterruptedException {
    try {
      JsonNode _ =
          api.set(
              "pages/" + page.id(),
              Json.MAPPER.createObjectNode().put("in_trash", true),
              attempt::holdFor);
    } catch (NotionException e) {
      // A page in the trash takes no changes, not even this one again after its answer got lost.
      if (!isGone(e, page.id())) {
        throw e;
      }
    }
  }

  /**
   * Brings a page about, with these properties.
   *
   * @param hash of all that the page is to have
   * @param body its body; null if that is written later
   * @param found what Notion has for its key; null if it was not asked, because the page is known
   */
  ExportPage bring(
      Table table,
      ExportPage page,
      ObjectNode properties,
      @Nullable List<Block> body,
      String hash,
      @Nullable List<Page> found)
      throws InterruptedException {
    if (found == null) {
      return update(page, properties, body, hash);
    }
    Optional<Page> there = single(found, page.pageId());
    if (there.isEmpty()) {
      return create(table, page, properties, body, hash);
    }
    // The only thing that was ever sent, and all at once: it is complete.
    boolean complete = body != null && isInline(body) && hash.equals(page.sentHash());
    attempt
        .pages()
        .found(page, table.id(), there.get().id(), there.get().url(), complete ? hash : null);
    ExportPage known = attempt.pages().get(page.id());
    return complete ? known : update(known, properties, body, hash);
  }

  private ExportPage update(
      ExportPage page, ObjectNode properties, @Nullable List<Block> body, String hash)
      throws InterruptedException {
    if (hash.equals(page.contentHash())) {
      return page;
    }
    attempt.pages().changing(page);
    ObjectNode change = Json.MAPPER.createObjectNode();
    change.set("properties", properties);
    JsonNode _ = api.set("pages/" + page.pageId(), change, attempt::holdFor);
    if (body != null) {
      bodies.write(page, body, hash);
    }
    return attempt.pages().get(page.id());
  }

  private static boolean isInline(List<Block> body) {
    List<Batch> batches = Batches.of(body);
    return batches.isEmpty() || (batches.size() == 1 && batches.getFirst().later().isEmpty());
  }

  private ExportPage create(
      Table table, ExportPage page, ObjectNode properties, @Nullable List<Block> body, String hash)
      throws InterruptedException {
    List<Block> inline = body != null && isInline(body) ? body : null;
    ObjectNode creation = Json.MAPPER.createObjectNode();
    creation.putObject("parent").put("type", "data_source_id").put("data_source_id", table.id());
    creation.set("properties", properties);
    if (inline != null && !inline.isEmpty()) {
      creation.set("children", Batches.of(inline).getFirst().children());
    }
    JsonNode made;
    attempt.holdFor(limits.timeout());
    attempt.pages().sending(page, inline == null ? "" : hash, limits.late());
    try {
      made = api.create("pages", creation, attempt::holdFor);
    } catch (NotionException e) {
      if (e.trouble() != Trouble.UNKNOWN) {
        attempt.pages().notCreated(page);
      }
      throw e;
    }
    Page created = Page.of(made);
    attempt
        .pages()
        .created(page, table.id(), created.id(), created.url(), inline == null ? null : hash);
    ExportPage known = attempt.pages().get(page.id());
    if (body != null && inline == null) {
      bodies.write(known, body, hash);
    }
    return attempt.pages().get(page.id());
  }

  /** What arrived late, of pages or of blocks, goes again. */
  void look(Table table) throws InterruptedException {
    ExportPage page = attempt.look();
    List<Page> found =
        find(table, page.project(), List.of(page.key())).getOrDefault(page.key(), List.of());
    Optional<Page> _ = single(found, page.pageId());
    if (page.pageId() != null && page.contentHash() != null && !page.blocks().isEmpty()) {
      bodies.removeLate(page.pageId(), page.blocks());
    }
    attempt.pages().looked(page);
  }

  /** Whether a page did not take a change because it is deleted or in the trash. */
  boolean isGone(NotionException refusal, @Nullable String pageId) throws InterruptedException {
    return refusal.trouble() == Trouble.MISSING
        || (refusal.trouble() == Trouble.REFUSED && !isThere(pageId));
  }

  private boolean isThere(@Nullable String pageId) throws InterruptedException {
    try {
      return !api.get("pages/" + pageId).path("in_trash").asBoolean(false);
    } catch (NotionException e) {
      if (e.trouble() == Trouble.MISSING) {
        return false;
      }
      throw e;
    }
  }
}
