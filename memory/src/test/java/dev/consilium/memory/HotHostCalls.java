package dev.consilium.memory;

import static dev.consilium.memory.HotCalls.PAGE;
import static dev.consilium.memory.HotCalls.PROJECT;

import dev.consilium.memory.audit.AuditStore;
import dev.consilium.memory.calls.CallStatus;
import dev.consilium.memory.calls.CallStore;
import dev.consilium.memory.exports.ExportStore;
import dev.consilium.memory.exports.PageKind;
import dev.consilium.memory.feed.Feed;
import dev.consilium.memory.feed.FeedEnds;
import dev.consilium.memory.feed.FeedFilter;
import dev.consilium.memory.keys.ApiKeyStore;
import dev.consilium.memory.runs.Begun;
import dev.consilium.memory.runs.EndedRun;
import dev.consilium.memory.runs.NewRun;
import dev.consilium.memory.runs.RunStatus;
import dev.consilium.memory.runs.RunStore;
import dev.consilium.memory.sessions.SessionMail;
import dev.consilium.memory.sessions.SessionStore;
import dev.consilium.memory.sessions.StreamEvent;
import dev.consilium.memory.sessions.StreamStore;
import dev.consilium.memory.vectors.IndexerSteps;
import dev.consilium.memory.webhooks.DeliveryState;
import dev.consilium.memory.webhooks.Patience;
import dev.consilium.memory.webhooks.Sending;
import dev.consilium.memory.webhooks.WebhookStore;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.NullMarked;

/**
 * Those of the host itself: events, receivers, keys, sessions, and what threads do by themselves.
 */
@NullMarked
final class HotHostCalls {
  /** Five receivers have at most so many that wait, and some dead letters. */
  private static final int WAITING = 5 * 3_500;

  private final HotCalls calls;
  private final Transactions transactions;
  private final Feed feed;
  private final WebhookStore webhooks;
  private final ExportStore exports;
  private final AuditStore audit;
  private final ApiKeyStore keys;
  private final CallStore longCalls;
  private final RunStore runs;
  private final SessionStore sessions;
  private final SessionMail mail;
  private final StreamStore streams;

  HotHostCalls(HotCalls calls, Transactions transactions, Changes changes) {
    this.calls = calls;
    this.transactions = transactions;
    feed = new Feed(transactions, changes, _ -> {});
    webhooks = new WebhookStore(transactions);
    exports = new ExportStore(transactions);
    audit = new AuditStore(transactions);
    keys = new ApiKeyStore(transactions);
    longCalls = new CallStore(transactions, _ -> {});
    runs = new RunStore(transactions);
    sessions = new SessionStore(transactions, _ -> {});
    mail = new SessionMail(transactions, _ -> {});
    streams = new StreamStore(transactions, _ -> {});
  }

  void add() {
    ofTheFeed();
    ofWebhooks();
    ofNotion();
    ofKeysAndCalls();
    ofRuns();
    ofSessions();
    ofThreads();
  }

  private void ofTheFeed() {
    calls.add("ends of the feed", _ -> feed.ends());
    calls.add(
        "read along the feed",
        _ -> {
          FeedEnds ends = feed.ends();
          var _ = feed.next(ends.last() - 50, PAGE);
          var _ = feed.next(ends.last(), PAGE);
        });
    calls.add(
        "read the feed of a project from its beginning",
        _ -> feed.read(0, Long.MAX_VALUE, new FeedFilter(Set.of("small-5"), Set.of()), PAGE));
    calls.add(
        "read the last events of a type",
        _ -> {
          long last = feed.ends().last();
          var _ = feed.read(last - 500, last, new FeedFilter(Set.of(), Set.of("task_done")), PAGE);
        });
    calls.add("give events their places", 10_000, _ -> feed.tidy(Duration.ofDays(7)));
  }

  private void ofWebhooks() {
    calls.add("write deliveries", 20_000, _ -> webhooks.dispatch());
    calls.add("when a delivery is due", _ -> webhooks.untilDue());
    calls.add("what is not delivered", WAITING, _ -> webhooks.backlog());
    calls.add(
        "deliver",
        WAITING,
        i -> {
          Sending sending = webhooks.take(Duration.ofMinutes(1), PAGE);
          if (sending != null) {
            if (i % 2 == 0) {
              var _ = sending.delivered(sending.due().getFirst(), 204);
            } else {
              sending.failed(
                  sending.due().getFirst(),
                  503,
                  "busy",
                  Duration.ofHours(1),
                  Duration.ZERO,
                  new Patience(3, Duration.ofDays(1)));
            }
            sending.release();
          }
        });
    calls.add("list webhooks", WAITING, _ -> webhooks.list());
    calls.add("deliveries to a receiver", WAITING, _ -> webhooks.deliveries(1, null, null, PAGE));
    calls.add("dead letters", WAITING, _ -> webhooks.deliveries(2, DeliveryState.DEAD, null, PAGE));
  }

  private void ofNotion() {
    calls.add("take an export", _ -> exports.take(Duration.ofMinutes(1)));
    calls.add("look for a page", _ -> exports.takeLook(Duration.ofMinutes(1)));
    calls.add("find an export", i -> exports.find(PROJECT, "d" + i));
    calls.add(
        "pages of decisions", i -> exports.pages(PROJECT, PageKind.DECISION, List.of("d" + i)));
    calls.add("troubled exports", _ -> exports.troubled(PAGE));
  }

  private void ofKeysAndCalls() {
    calls.add("create a key", i -> keys.create("hot-" + i));
    calls.add("authenticate in vain", i -> keys.authenticate("csl_" + i));
    calls.addForEach(
        "revoke a key", "SELECT name FROM api_key WHERE name LIKE 'hot-%'", keys::revoke);
    calls.add(
        "a long call from its beginning to its end",
        i -> {
          longCalls.begin("hot-" + i, "agent-5", Duration.ofMinutes(1), Duration.ofHours(1));
          longCalls.renew(List.of("hot-" + i), Duration.ofMinutes(1));
          longCalls.ask("hot-" + i, "{\"a\": 1}");
          longCalls.answer("hot-" + i, "agent-5", "a", "2");
          var _ = longCalls.find("hot-" + i, "agent-5");
          longCalls.end("hot-" + i, CallStatus.COMPLETED, "{}");
        });
    calls.add("list long calls", _ -> longCalls.list("agent-5", null, PAGE));
  }

  private void ofRuns() {
    calls.add(
        "a run of the sandbox",
        i -> {
          NewRun run =
              new NewRun(
                  "agent-5",
                  "hot-" + i,
                  new byte[] {1},
                  "agent-5",
                  PROJECT,
                  "t8",
                  null,
                  "python",
                  "print(1)",
                  Duration.ofMinutes(1));
          if (runs.begin(run, Duration.ofHours(1), Duration.ofHours(1))
              instanceof Begun.Fresh begun) {
            runs.end(begun.id(), new EndedRun(RunStatus.OK, "{}", 5, null, List.of()));
            var _ = runs.find(begun.id());
            var _ = runs.file(begun.id(), "a");
          }
        });
  }

  private void ofSessions() {
    calls.add(
        "note of a session", i -> sessions.change("session-" + i, n -> n.withLogLevel("info")));
    calls.add("find a session", i -> sessions.find("session-" + 20 * i));
    calls.add(
        "an answer by way of another node",
        i -> {
          mail.answer("session-" + i, "7", "{}");
          var _ = mail.take("session-" + i, "7");
        });
    calls.add(
        "an event by way of another node",
        i -> {
          streams.add("hot-" + i, "session-1", new StreamEvent(1, "{}", true));
          var _ = streams.after("hot-" + i, "session-1", 0);
        });
  }

  private void ofThreads() {
    IndexerSteps indexer = new IndexerSteps(transactions);
    calls.add("the indexer looks", _ -> indexer.look());
    calls.add("the indexer works", _ -> indexer.work());
    calls.add("an index follows", _ -> indexer.follow());
    calls.add(
        "note a call in the audit log, and seal it",
        5_000,
        i -> {
          var _ = keys.create("sealed-" + i);
          audit.seal();
        });
    calls.add("head of the audit log", _ -> audit.head());
    calls.add("read the audit log", i -> audit.after(100L * i, PAGE));
    Housekeeping housekeeping = new Housekeeping(transactions, feed, Duration.ofDays(7));
    calls.add("housekeeping", 10_000, _ -> housekeeping.tidy());
  }
}
