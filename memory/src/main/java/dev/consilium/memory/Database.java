package dev.consilium.memory;

import dev.consilium.memory.audit.AuditSealer;
import dev.consilium.memory.audit.AuditStore;
import dev.consilium.memory.calls.CallStore;
import dev.consilium.memory.councils.CouncilStore;
import dev.consilium.memory.councils.HostedCouncils;
import dev.consilium.memory.decisions.DecisionStore;
import dev.consilium.memory.embedding.EmbeddingModel;
import dev.consilium.memory.exports.ExportStore;
import dev.consilium.memory.feed.Feed;
import dev.consilium.memory.keys.ApiKeyStore;
import dev.consilium.memory.memories.MemoryStore;
import dev.consilium.memory.runs.RunStore;
import dev.consilium.memory.sessions.SessionMail;
import dev.consilium.memory.sessions.SessionStore;
import dev.consilium.memory.sessions.StreamStore;
import dev.consilium.memory.tasks.ProjectStore;
import dev.consilium.memory.tasks.SteeringStore;
import dev.consilium.memory.tasks.TaskStore;
import dev.consilium.memory.vectors.Vectors;
import dev.consilium.memory.webhooks.WebhookStore;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * Everything the host must not lose. Opening costs nothing and returns at once; the database starts
 * beside, and the first call that needs it waits for it. A start that failed is tried again by the
 * next call. Thread-safe; every call of a store may block.
 */
public final class Database implements AutoCloseable {
  static final String SCHEMA = "consilium";

  private final Connections connections;
  private final Changes changes;
  private final Feed feed;
  private final TaskStore tasks;
  private final SteeringStore steering;
  private final ProjectStore projects;
  private final ApiKeyStore apiKeys;
  private final SecretStore secrets;
  private final SessionStore sessions;
  private final SessionMail sessionMail;
  private final StreamStore streams;
  private final CallStore calls;
  private final CouncilStore councils;
  private final HostedCouncils hostedCouncils;
  private final DecisionStore decisions;
  private final ExportStore exports;
  private final WebhookStore webhooks;
  private final RunStore runs;
  private final Vectors vectors;
  private final MemoryStore memories;
  private final Housekeeping housekeeping;
  private final AuditStore audit;
  private final AuditSealer sealer;

  /**
   * Opens the database; it starts when it is first needed.
   *
   * @throws IllegalArgumentException if the url is not one of PostgreSQL
   */
  public Database(DatabaseConfig config) {
    this(config, config.search().embedding().open());
  }

  Database(DatabaseConfig config, Optional<EmbeddingModel> model) {
    connections = new Connections(config);
    changes = new Changes(connections);
    Transactions transactions = new Transactions(connections);
    feed = new Feed(transactions, changes, changes::publish);
    Consumer<Change> events =
        change -> {
          changes.publish(change);
          feed.committed(change);
        };
    tasks = new TaskStore(transactions, events);
    steering = new SteeringStore(transactions, events);
    projects = new ProjectStore(transactions);
    apiKeys = new ApiKeyStore(transactions);
    secrets = new SecretStore(transactions);
    sessions = new SessionStore(transactions, changes::publish);
    sessionMail = new SessionMail(transactions, changes::publish);
    streams = new StreamStore(transactions, changes::publish);
    calls = new CallStore(transactions, changes::publish);
    runs = new RunStore(transactions);
    SearchConfig search = config.search();
    vectors = new Vectors(transactions, model, config.home().resolve("vectors"), search.chroma());
    memories =
        new MemoryStore(
            transactions, vectors, search.weights(), changes::publish, InstantSource.system());
    councils = new CouncilStore(transactions, events, InstantSource.system());
    hostedCouncils = new HostedCouncils(transactions, events, InstantSource.system());
    decisions = new DecisionStore(transactions, events, vectors::wake, InstantSource.system());
    exports = new ExportStore(transactions);
    webhooks = new WebhookStore(transactions);
    housekeeping = new Housekeeping(transactions, feed, config.feedKept());
    audit = new AuditStore(transactions);
    sealer = new AuditSealer(audit);
  }

  /** Begins to start in the background. */
  public void start() {
    housekeeping.start();
    sealer.start();
    vectors.start();
  }

  public TaskStore tasks() {
    return tasks;
  }

  public SteeringStore steering() {
    return steering;
  }

  /** What happened, for those who watch; a node that serves them starts it. */
  public Feed feed() {
    return feed;
  }

  public ProjectStore projects() {
    return projects;
  }

  public ApiKeyStore apiKeys() {
    return apiKeys;
  }

  public SecretStore secrets() {
    return secrets;
  }

  public SessionStore sessions() {
    return sessions;
  }

  public SessionMail sessionMail() {
    return sessionMail;
  }

  public StreamStore streams() {
    return streams;
  }

  public CallStore calls() {
    return calls;
  }

  public CouncilStore councils() {
    return councils;
  }

  public HostedCouncils hostedCouncils() {
    return hostedCouncils;
  }

  public DecisionStore decisions() {
    return decisions;
  }

  public ExportStore exports() {
    return exports;
  }

  public WebhookStore webhooks() {
    return webhooks;
  }

  public RunStore runs() {
    return runs;
  }

  public MemoryStore memories() {
    return memories;
  }

  public Vectors vectors() {
    return vectors;
  }

  public Changes changes() {
    return changes;
  }

  public AuditStore audit() {
    return audit;
  }

  /** How busy its connections are; all zero before it has started. */
  public PoolState pool() {
    return connections.state();
  }

  /** From now on tells how long threads wait for its connections. */
  public void watchPool(PoolMeter meter) {
    connections.watch(meter);
  }

  Housekeeping housekeeping() {
    return housekeeping;
  }

  /** Waits until it can be used. */
  public void awaitReady() {
    var _ = connections.pool();
  }

  /** Asks the database for its version. */
  public Health check() {
    long start = System.nanoTime();
    try {
      String version = connections.version();
      return new Health(true, version, "", Duration.ofNanos(System.nanoTime() - start));
    } catch (UnavailableException e) {
      return new Health(
          false, "", String.valueOf(e.getMessage()), Duration.ofNanos(System.nanoTime() - start));
    }
  }

  @Override
  public void close() {
    housekeeping.close();
    sealer.close();
    feed.close();
    vectors.close();
    changes.close();
    connections.close();
  }
}
