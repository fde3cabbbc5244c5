package dev.consilium.tools.decisions;

import dev.consilium.memory.Database;
import dev.consilium.memory.Write;
import dev.consilium.memory.decisions.DecisionChange;
import dev.consilium.memory.decisions.DecisionStatus;
import dev.consilium.memory.decisions.Link;
import dev.consilium.memory.decisions.LinkKind;
import dev.consilium.memory.decisions.Recorded;
import dev.consilium.schemas.json.Field;
import dev.consilium.tools.Tool;
import dev.consilium.tools.ToolAnswer;
import dev.consilium.tools.ToolContext;
import dev.consilium.tools.ToolSet;
import dev.consilium.tools.ToolSpec;
import dev.consilium.tools.ToolSpec.Hints;
import dev.consilium.tools.decisions.MadrReader.Read;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Takes decisions from the Markdown files of a repository into the log. */
final class DecisionImport implements Tool<DecisionImport.Args, DecisionImport.Result> {
  record Args(
      @Field(min = 1, max = Limits.NAME) String project,
      @Field(min = 1, max = Limits.DOCUMENTS) List<Document> documents) {}

  record Document(
      @Field(value = "Of the file, for messages", max = Limits.NAME) String path,
      @Field(min = 1, max = Limits.DOCUMENT) String text) {}

  record Result(List<Imported> decisions) {}

  record Imported(String path, String id, String status) {}

  private final Database database;

  DecisionImport(Database database) {
    this.database = database;
  }

  @Override
  public ToolSpec<Args, Result> spec() {
    return new ToolSpec<>(
        "decision_import",
        "Import decisions",
        "Take MADR Markdown files into the log, those that are superseded first. The same file again"
            + " changes nothing.",
        ToolSet.DECISIONS,
        Hints.IDEMPOTENT_WRITE,
        Args.class,
        null);
  }

  @Override
  public ToolAnswer<Result> call(Args args, ToolContext context) {
    List<Read> read = new ArrayList<>();
    for (int i = 0; i < args.documents().size(); i++) {
      Document document = args.documents().get(i);
      read.add(MadrReader.read("documents[" + i + "] (" + document.path() + ")", document.text()));
    }
    Map<String, String> ids = new HashMap<>();
    List<Imported> imported = new ArrayList<>();
    for (int i = 0; i < read.size(); i++) {
      Document document = args.documents().get(i);
      Recorded recorded = one(args.project(), document, read.get(i), ids, context);
      String known = read.get(i).id();
      if (known != null) {
        ids.put(known, recorded.decision().id());
      }
      imported.add(
          new Imported(
              document.path(),
              recorded.decision().id(),
              DecisionView.of(recorded.decision()).status()));
    }
    String text =
        imported.stream()
            .map(one -> one.path() + " → " + one.id() + " " + one.status())
            .collect(Collectors.joining("\n"));
    return new ToolAnswer<>(text, new Result(imported));
  }

  private Recorded one(
      String project, Document document, Read read, Map<String, String> ids, ToolContext context) {
    String key = "import " + project + " " + hash(document.text());
    boolean open = read.status().startsWith("proposed") || read.status().startsWith("rejected");
    List<Link> links = new ArrayList<>();
    read.supersedes().forEach(id -> link(links, LinkKind.SUPERSEDES, ids.get(id)));
    read.relates().forEach(id -> link(links, LinkKind.RELATES, ids.get(id)));
    read.conflicts().forEach(id -> link(links, LinkKind.CONFLICTS, ids.get(id)));
    // What the team has decided is history: the policy of today is not asked.
    Recorded recorded =
        database
            .decisions()
            .record(
                new Write(context.principal(), key),
                project,
                context.clientName(),
                read.draft(),
                links,
                !open,
                true);
    DecisionStatus end =
        read.status().startsWith("rejected")
            ? DecisionStatus.REJECTED
            : read.status().startsWith("deprecated") ? DecisionStatus.DEPRECATED : null;
    if (end == null) {
      return recorded;
    }
    return database
        .decisions()
        .change(
            new Write(context.principal(), key + " end"),
            new DecisionChange(
                recorded.decision().id(), context.clientName(), end, "imported", null, List.of()),
            true);
  }

  /** Of a file that was not given nothing is known here. */
  private static void link(List<Link> links, LinkKind kind, @Nullable String id) {
    if (id != null) {
      links.add(new Link(kind, id, false));
    }
  }

  private static String hash(String text) {
    try {
      return HexFormat.of()
          .formatHex(
              MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8)));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }
}
