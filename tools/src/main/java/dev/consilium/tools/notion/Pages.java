package dev.consilium.tools.notion;

import dev.consilium.memory.exports.Attempt;
import dev.consilium.memory.exports.ExportPage;
import dev.consilium.schemas.json.Json;
import dev.consilium.tools.notion.Batches.Batch;
import dev.consilium.tools.notion.Blocks.Block;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
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

  private static final int LISTED = 100;

  private final NotionApi api;

  private final NotionLimits limits;
  private final Attempt attempt;

  Pages(NotionApi api, NotionLimits limits, Attempt attempt) {
    this.api = api;
    this.limits = limits;
    this.attempt = attempt;
  }

  /** A page in Notion. */
  record Page(String id, String url, String createdTime, String createdBy) {
    static Page of(JsonNode json) {
      return new Page(
          json.path("id").asString(""),
          json.path("url").asString(""),
          json.path("created_time").asString(""),
          json.path("created_by").path("id").asString(""));
    }
  }

  /** The pages that Notion has for the keys, the oldest first. */
  Map<String, List<Page>> find(Table table, String project, List<String> keys)
      throws InterruptedException {
    Property keyed = table.source() == Source.TASKS ? Property.TASK_ID : Property.MEETING_ID;
    Property owned = table.source() == Source.TASKS ? Property.TASK_PROJECT : Property.PROJECT;
    Map<String, List<Page>> found = new HashMap<>();
    for (int from = 0; from < keys.size(); from += ASKED) {
      List<String> some = keys.subList(from, Math.min(keys.size(), from + ASKED));
      ObjectNode query = Json.MAPPER.createObjectNode().put("page_size", LISTED);
      ArrayNode both = query.putObject("filter").putArray("and");
      both.add(table.equalTo(owned, new Value.Text(project)));
      ArrayNode any = both.addObject().putArray("or");
      some.forEach(key -> any.add(table.equalTo(keyed, new Value.Text(key))));
      for (JsonNode page : all("data_sources/" + table.id() + "/query", query)) {
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

  private List<JsonNode> all(String path, ObjectNode query) throws InterruptedException {
    List<JsonNode> results = new ArrayList<>();
    Optional<String> cursor = Optional.empty();
    do {
      cursor.ifPresent(next -> query.put("start_cursor", next));
      JsonNode answer = api.query(path, query);
      answer.path("results").forEach(results::add);
      cursor = next(answer);
    } while (cursor.isPresent());
    return results;
  }

  private static Optional<String> next(JsonNode answer) {
    return answer.path("has_more").asBoolean(false)
        ? Optional.of(answer.path("next_cursor").asString("")).filter(c -> !c.isEmpty())
        : Optional.empty();
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
        pages.stream().filter(page -> same(page.id(), known)).findFirst().orElse(pages.getFirst());
    if (pages.size() > 1) {
      String self = self();
      for (Page page : pages) {
        // What somebody duplicated by hand is theirs.
        if (!page.equals(kept) && (page.createdBy().isEmpty() || same(page.createdBy(), self))) {
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
      if (e.trouble() != Trouble.MISSING) {
        throw e;
      }
    }
  }

  private static boolean same(String id, @Nullable String other) {
    return other != null && id.replace("-", "").equalsIgnoreCase(other.replace("-", ""));
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
    attempt.found(page, table.id(), there.get().id(), there.get().url(), complete ? hash : null);
    ExportPage known = attempt.page(page.id());
    return complete ? known : update(known, properties, body, hash);
  }

  private ExportPage update(
      ExportPage page, ObjectNode properties, @Nullable List<Block> body, String hash)
      throws InterruptedException {
    if (hash.equals(page.contentHash())) {
      return page;
    }
    attempt.changing(page);
    ObjectNode change = Json.MAPPER.createObjectNode();
    change.set("properties", properties);
    JsonNode _ = api.set("pages/" + page.pageId(), change, attempt::holdFor);
    if (body != null) {
      write(page, body, hash);
    }
    return attempt.page(page.id());
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
    attempt.sending(page, inline == null ? "" : hash, limits.late());
    try {
      made = api.create("pages", creation, attempt::holdFor);
    } catch (NotionException e) {
      if (e.trouble() != Trouble.UNKNOWN) {
        attempt.notCreated(page);
      }
      throw e;
    }
    Page created = Page.of(made);
    attempt.created(page, table.id(), created.id(), created.url(), inline == null ? null : hash);
    ExportPage known = attempt.page(page.id());
    if (body != null && inline == null) {
      write(known, body, hash);
    }
    return attempt.page(page.id());
  }

  /**
   * Writes the body anew. What we wrote before goes when the new one is there; what people wrote
   * below stays.
   */
  void write(ExportPage page, List<Block> body, String hash) throws InterruptedException {
    String id = Objects.requireNonNull(page.pageId());
    List<JsonNode> before = children(id);
    Set<String> own = own(before);
    List<String> written = new ArrayList<>();
    try {
      for (Batch batch : Batches.of(body)) {
        String last = written.isEmpty() ? null : written.getLast();
        written.addAll(append(id, batch, last, !before.isEmpty()));
      }
    } catch (NotionException e) {
      if (e.trouble() == Trouble.UNKNOWN) {
        attempt.lookLater(page, limits.late());
      }
      throw e;
    }
    for (String block : own) {
      remove(block);
    }
    attempt.written(page, hash, written);
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

  private List<JsonNode> children(String id) throws InterruptedException {
    List<JsonNode> children = new ArrayList<>();
    Optional<String> cursor = Optional.empty();
    do {
      JsonNode answer =
          api.get(
              "blocks/"
                  + id
                  + "/children?page_size="
                  + LISTED
                  + cursor.map(next -> "&start_cursor=" + next).orElse(""));
      answer.path("results").forEach(children::add);
      cursor = next(answer);
    } while (cursor.isPresent());
    return children;
  }

  /** Those that this integration wrote. */
  private Set<String> own(List<JsonNode> blocks) throws InterruptedException {
    Set<String> own = new HashSet<>();
    if (blocks.isEmpty()) {
      return own;
    }
    String self = self();
    for (JsonNode block : blocks) {
      if (same(block.path("created_by").path("id").asString(""), self)) {
        own.add(block.path("id").asString(""));
      }
    }
    return own;
  }

  private String self() throws InterruptedException {
    return api.get("users/me").path("id").asString("");
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

  /** What arrived late, of pages or of blocks, goes again. */
  void look(Table table) throws InterruptedException {
    ExportPage page = attempt.look();
    List<Page> found =
        find(table, page.project(), List.of(page.key())).getOrDefault(page.key(), List.of());
    Optional<Page> _ = single(found, page.pageId());
    if (page.pageId() != null && page.contentHash() != null && !page.blocks().isEmpty()) {
      Set<String> late = own(children(page.pageId()));
      page.blocks().forEach(late::remove);
      for (String block : late) {
        remove(block);
      }
    }
    attempt.looked(page);
  }

  /** Whether the page can still be written to. */
  boolean isThere(ExportPage page) throws InterruptedException {
    try {
      return !api.get("pages/" + page.pageId()).path("in_trash").asBoolean(false);
    } catch (NotionException e) {
      if (e.trouble() == Trouble.MISSING) {
        return false;
      }
      throw e;
    }
  }
}
