package dev.consilium.tools.councils.items;

import static dev.consilium.tools.councils.items.Statements.ALSO;
import static dev.consilium.tools.councils.items.Statements.START;

import dev.consilium.tools.councils.items.Statements.Reading;
import dev.consilium.tools.councils.items.Statements.Task;
import dev.consilium.tools.councils.items.Statements.Way;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** How English says that something is to be done. */
final class EnglishStatements {
  /** Of what follows "Anna will": no task. */
  private static final Pattern IDLE =
      Pattern.compile(
          "(?iu)(?:not|never|probably|be|have|need|know|agree|like|want|love|hate|see|think|say|lose|fail|die|only|always"
              + "|believe|remember|understand|consider|depend|cost|regret|notice|accept|hear|complain|disagree)\\b.*");

  private static final Pattern TALK =
      Pattern.compile(
          "(?iu)(?:say|add that|repeat|vote|start|begin|admit|stop|pass|second|go|come back|stick|stay|argue|ask\\b.*\\?|wait"
              + "|discuss|talk about|move on|hear|look at|listen|take a|continue|close|face|assume|suppose|try to|be|vote"
              + "|think|decide|agree|return|get back|keep in|wrap|recap|summari[sz]e|let|skip|call it|focus|support|postpone|park|defer|leave)\\b.*");
  private static final Pattern DO =
      Pattern.compile(
          "(?iu)(?:write|add|update|fix|remove|delete|drop|create|make|prepare|draft|set up|review|check|test|deploy|release"
              + "|publish|document|describe|refactor|move|migrate|rename|replace|rewrite|implement|build|measure|benchmark"
              + "|compare|investigate|research|collect|gather|send|share|announce|notify|tell|inform|call|contact|schedule"
              + "|plan|organi[sz]e|arrange|order|buy|sign|enable|disable|configure|install|upgrade|bump|pin|rotate|revoke"
              + "|archive|back up|restore|export|import|run|start|stop|switch|turn|roll|split|merge|extract|clean|close"
              + "|open|file|report|record|estimate|calculate|count|analy[sz]e|profile|optimi[sz]e|cache|index|log|monitor"
              + "|alert|automate|verify|validate|confirm|clarify|agree with|ask|find|look into|translate|design|sketch"
              + "|prototype|train|hire|invite|present|demo|finish|complete|finali[sz]e|define|list|map|tag|freeze|cut"
              + "|ship|patch|port|introduce|expose|store|keep an|put|take|get|do|follow up|reach out|talk to|generate|regenerate)\\b.*");

  private final Owners owners;
  private final List<Way> ways = new ArrayList<>();

  private EnglishStatements(Owners owners) {
    this.owners = owners;
    add();
  }

  static List<Way> ways(Owners owners) {
    return List.copyOf(new EnglishStatements(owners).ways);
  }

  private void way(String regex, Reading reading) {
    ways.add(Way.of(regex, reading));
  }

  static boolean isOrder(String text) {
    return DO.matcher(text).matches();
  }

  private static boolean isTask(String text) {
    return !IDLE.matcher(text).matches();
  }

  private static boolean isWork(String text) {
    return isTask(text) && !TALK.matcher(text).matches();
  }

  private @Nullable String who(Matcher found) {
    return owners.who(found.group(1));
  }

  private void add() {
    String name = "(" + owners.subject() + ")";
    String will =
        "\\s+(?:will|shall|is going to|is to|to|has to|must|needs to|should|agreed to|promised to|volunteered to)\\s+";
    way(
        START + name + will + ALSO + "(\\p{L}.*)",
        (m, clause) -> isTask(m.group(2)) ? new Task(m.group(2), who(m)) : null);
    way(
        START
            + name
            + "\\s+(?:is responsible for|owns|will own|will take over|takes(?: on| over| care of)?)\\s+(.+)",
        (m, clause) -> new Task(m.group(2), who(m)));
    way(
        "^" + name + ",\\s*(please\\s+)?" + ALSO + "(\\p{L}.*)",
        (m, clause) ->
            m.group(2) != null || DO.matcher(m.group(3)).matches()
                ? new Task(m.group(3), who(m))
                : null);
    way(
        "^(?:I ask|I'd ask|asking|assign(?:ed)?(?: to)?)\\s+"
            + name
            + "(?:\\s+to\\s+|\\s*:\\s*)(.+)",
        (m, clause) -> new Task(m.group(2), who(m)));
    way(
        START
            + "I(?:'ll| will| am going to|'m going to|'m gonna| shall| have to| need to| must)\\s+"
            + ALSO
            + "(\\p{L}.*)",
        (m, clause) -> isWork(m.group(1)) ? new Task(m.group(1), clause.speaker()) : null);
    way(
        START
            + "(?:let's|let us|we (?:also |still |now )?(?:need to|have to|must|'ll have to|will have to|agreed to)"
            + "|(?:someone|somebody) (?:should|has to|needs to|must)|it is necessary to)\\s+"
            + ALSO
            + "(\\p{L}.*)",
        (m, clause) -> isWork(m.group(1)) ? new Task(m.group(1), null) : null);
    way(
        START + "we(?:'ll| will| shall| are going to)\\s+" + ALSO + "(\\p{L}.*)",
        (m, clause) -> work(m.group(1), true));
    way(
        START + "we should\\s+" + ALSO + "(\\p{L}.*)",
        (m, clause) -> work(m.group(1), clause.due() || clause.agreed()));
    way(
        START + "we need\\s+((?:an?|the)\\s.*)",
        (m, clause) -> clause.due() ? new Task(m.group(1), null) : null);
    way("^please\\s+(\\p{L}.*)", (m, clause) -> work(m.group(1), true));
    way(
        START + "I(?: can|'ll| will)? (?=(?:take|own)\\b)" + "(\\p{L}.*)",
        (m, clause) -> new Task(m.group(1), clause.speaker()));
    way(START + "I'm (?:taking|on)\\s+(.+)", (m, clause) -> new Task(m.group(1), clause.speaker()));
    way(
        "(?:^|\\b)(?:I'd like|I want|it's on|it is on|it's up to|leave it to|have|let)\\s+"
            + name
            + "\\s+(?:to\\s+)?(\\p{L}.*)",
        (m, clause) -> DO.matcher(m.group(2)).matches() ? new Task(m.group(2), who(m)) : null);
    way(
        "^((?:the |our |all )?.+\\s+(?:needs? to|must|has to|have to) be \\p{L}+.*)$",
        (m, clause) -> clause.due() ? new Task(m.group(1), null) : null);
  }

  private static @Nullable Task work(String text, boolean wanted) {
    return wanted && isWork(text) && DO.matcher(text).matches() ? new Task(text, null) : null;
  }
}
